import { expect } from 'chai';
import fc from 'fast-check';
import type { RoomReplica } from '../../../core/client/replica.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { MessagePage } from '../../../core/vocabulary/messages.js';
import { canonicalWindow } from '../../../core/vocabulary/window.js';
import { answerTo, Play } from './play.js';
import { person, ROOM, RoomLog, type Happening } from './room-log.js';

const STREAM = roomStream(ROOM);
/** Events that the server of this test replays before it prefers a snapshot. */
const REPLAY_MAX = 12;

/** What the network and the person do next. */
type Move =
  | { readonly move: 'happen'; readonly what: Happening }
  /** The server hands over the next events that it has not sent, some at a time. */
  | { readonly move: 'push'; readonly count: number; readonly fate: 'arrives' | 'lost' | 'twice' }
  | { readonly move: 'stale'; readonly from: number; readonly count: number }
  | { readonly move: 'answerJoin'; readonly cut: number; readonly fate: 'arrives' | 'lost' }
  | { readonly move: 'oldReset' }
  | { readonly move: 'reconnect' }
  | { readonly move: 'older' | 'newer' | 'newest' }
  | { readonly move: 'around'; readonly pick: number }
  | { readonly move: 'readPage' }
  | { readonly move: 'bringPage' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('post' as const), by: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), message: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), message: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'rename' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'unknown' as const }) },
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ move: fc.constant('happen' as const), what: happening }) },
  {
    weight: 6,
    arbitrary: fc.record({
      move: fc.constant('push' as const),
      count: fc.integer({ min: 1, max: 5 }),
      fate: fc.constantFrom(
        'arrives' as const,
        'arrives' as const,
        'lost' as const,
        'twice' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant('stale' as const),
      from: fc.integer({ min: 1, max: 40 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      move: fc.constant('answerJoin' as const),
      cut: fc.integer({ min: 1, max: 4 }),
      fate: fc.constantFrom('arrives' as const, 'arrives' as const, 'lost' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ move: 'oldReset' as const }) },
  { weight: 1, arbitrary: fc.constant({ move: 'reconnect' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      move: fc.constantFrom('older' as const, 'newer' as const, 'newest' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('around' as const), pick: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.constant({ move: 'readPage' as const }) },
  { weight: 3, arbitrary: fc.constant({ move: 'bringPage' as const }) },
);

/** A client, a log, and a network between them that does as it is told. */
class Chaos {
  readonly log = new RoomLog();
  readonly play = new Play();
  readonly #joins: { position: number | null }[] = [];
  #pages: { ticket: number; path: string; page: MessagePage | null }[] = [];
  /** Newest event that the server has handed over on this connection. */
  #handedOver = 0;
  #oldReset: ServerFrame | null = null;
  readonly #deleted = new Set<number>();
  #position = 0;

  constructor(start: readonly Happening[]) {
    for (const what of start) this.log.add(what);
    this.#connect().take({ type: 'openRoom', roomId: ROOM });
    this.#look();
    this.answerJoins(3);
  }

  do(next: Move): void {
    switch (next.move) {
      case 'happen':
        this.log.add(next.what);
        break;
      case 'push':
        this.#push(next.count, next.fate);
        break;
      case 'stale': {
        const from = Math.min(next.from, this.#handedOver);
        const to = Math.min(from + next.count, this.#handedOver);
        if (from >= 1) this.#bring(this.log.run(from, to));
        break;
      }
      case 'answerJoin':
        this.#answerJoin(next.cut, next.fate);
        break;
      case 'oldReset':
        // A connection keeps order: only one that is repeated within it can be old.
        if (this.#oldReset !== null && this.room.status.kind === 'live')
          this.#bring(this.#oldReset);
        break;
      case 'reconnect':
        this.play.lose().pass(40_000);
        this.#connect();
        this.#joins.length = 0;
        break;
      case 'older':
        this.play.take({ type: 'loadOlder', roomId: ROOM });
        break;
      case 'newer':
        this.play.take({ type: 'loadNewer', roomId: ROOM });
        break;
      case 'newest':
        this.play.take({ type: 'showNewest', roomId: ROOM });
        break;
      case 'around': {
        const all = this.log.liveAt(this.log.head);
        const message = all[next.pick % Math.max(all.length, 1)];
        if (message === undefined) break;
        this.play.take({ type: 'showAround', roomId: ROOM, messageId: message.id });
        break;
      }
      case 'readPage':
        this.#pages = this.#pages.map((asked) =>
          asked.page === null ? { ...asked, page: this.log.page(asked.path) } : asked,
        );
        break;
      case 'bringPage':
        this.#bringPage();
        break;
    }
    this.#look();
  }

  /** From here on the network is good: one more event shows what is missing. */
  settle(): void {
    this.log.add({ do: 'post', by: 2 });
    this.#push(1_000, 'arrives');
    for (let round = 0; round < 20; round += 1) {
      this.play.pass(5_000);
      this.#look();
      this.answerJoins(2);
      this.do({ move: 'readPage' });
      this.do({ move: 'bringPage' });
    }
  }

  answerJoins(cut: number): void {
    this.#look();
    // Each answer leaves at most one more question; a client that goes on asking is at fault.
    for (let round = 0; this.#joins.length > 0; round += 1) {
      expect(round, 'joins come to an end').to.be.below(100);
      this.#answerJoin(cut, 'arrives');
      this.#look();
    }
  }

  get room(): RoomReplica {
    const room = this.play.state.rooms.get(ROOM);
    if (room === undefined) throw new Error('the room is open');
    return room;
  }

  get window(): { client: string; server: string } {
    const { room, timeline, follow } = this.room;
    const at = follow.applied?.seq ?? 0;
    const from = timeline.olderExist ? (timeline.messages[0]?.seq ?? 0) : 0;
    const to = timeline.newerExist ? (timeline.messages.at(-1)?.seq ?? 0) : at;
    const { messages } = timeline;
    return {
      client: room === null ? '' : canonicalWindow({ room, from, to, messages }),
      server: this.log.window({ from, to, at }),
    };
  }

  // Nothing is said for so long in here that a heartbeat would only be in the way.
  #connect(): Play {
    return this.play.connect(person(1), 1_000_000_000).load();
  }

  #push(count: number, fate: 'arrives' | 'lost' | 'twice'): void {
    const from = this.#handedOver + 1;
    const to = Math.min(this.#handedOver + count, this.log.head);
    if (to < from) return;
    this.#handedOver = to;
    const run = this.log.run(from, to);
    if (fate !== 'lost') this.#bring(run);
    if (fate === 'twice') this.#bring(run);
  }

  #answerJoin(cut: number, fate: 'arrives' | 'lost'): void {
    const asked = this.#joins.shift();
    if (asked === undefined) return;
    const { head } = this.log;
    const frames: ServerFrame[] = [];
    if (asked.position === null || head - asked.position > REPLAY_MAX) {
      this.#oldReset ??= this.log.reset();
      frames.push(this.log.reset());
    } else {
      for (let from = asked.position + 1; from <= head; from += cut) {
        frames.push(this.log.run(from, Math.min(from + cut - 1, head)));
      }
    }
    frames.push(this.log.live());
    this.#handedOver = head;
    const lost = fate === 'lost' ? cut % frames.length : -1;
    for (const [index, frame] of frames.entries()) if (index !== lost) this.#bring(frame);
  }

  #bringPage(): void {
    const ready = this.#pages.find(({ page }) => page !== null);
    if (ready?.page === undefined || ready.page === null) return;
    this.#pages = this.#pages.filter((asked) => asked !== ready);
    const { ticket, page } = ready;
    this.play.take({ type: 'page', roomId: ROOM, ticket, answer: { page, people: [] } });
  }

  #bring(frame: ServerFrame): void {
    this.play.frame(frame);
    this.#look();
  }

  /** Notes what the client asked for, and checks what must hold after every step. */
  #look(): void {
    for (const { ticket, path } of this.play.took('request')) {
      this.#pages.push({ ticket, path, page: null });
    }
    for (const { stream, position } of this.play.sent('join')) {
      this.play.frame(...answerTo(stream));
      if (stream !== STREAM) continue;
      if (position !== null) expect(this.log.isKnown(position)).to.equal(true);
      this.#joins.push({ position: position?.seq ?? null });
    }
    const position = this.room.follow.applied?.seq ?? 0;
    expect(position, 'a position never goes back').to.be.at.least(this.#position);
    this.#position = position;
    const { messages } = this.room.timeline;
    const seqs = messages.map(({ seq }) => seq);
    expect(seqs, 'in order, each once').to.deep.equal([...new Set(seqs)].sort((a, b) => a - b));
    for (const message of messages) {
      const wasDeleted = this.#deleted.has(message.id);
      if (message.state === 'deleted') this.#deleted.add(message.id);
      else expect(wasDeleted, 'nothing deleted comes back').to.equal(false);
    }
  }
}

describe('core/client convergence', () => {
  it("CL1 any cut into frames, loss, repetition, reset and page ends in the server's window", () => {
    const scripts = fc.tuple(
      fc.array(happening, { maxLength: 12 }),
      fc.array(move, { maxLength: 60 }),
    );
    fc.assert(
      fc.property(scripts, ([start, moves]) => {
        const chaos = new Chaos(start);
        for (const next of moves) chaos.do(next);
        chaos.settle();
        const { client, server } = chaos.window;
        expect(client).to.equal(server);
        expect(chaos.room.follow.applied?.seq).to.equal(chaos.log.head);
        expect(chaos.room.status.kind).to.equal('live');
      }),
      { numRuns: 400 },
    );
  });

  it('CL2 a timeline paged to both ends is the whole room', () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 60 }),
        fc.array(move, { maxLength: 20 }),
        (start, moves) => {
          const chaos = new Chaos(start);
          for (const next of moves) chaos.do(next);
          chaos.settle();
          for (let page = 0; page < 40; page += 1) {
            chaos.do({ move: page % 2 === 0 ? 'older' : 'newer' });
            chaos.do({ move: 'readPage' });
            chaos.do({ move: 'bringPage' });
          }
          const { timeline } = chaos.room;
          expect([timeline.olderExist, timeline.newerExist]).to.deep.equal([false, false]);
          const { client, server } = chaos.window;
          expect(client).to.equal(server);
        },
      ),
      { numRuns: 150 },
    );
  });
});
