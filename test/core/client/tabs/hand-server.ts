import type { Timeline } from '../../../../adapters/simulated/timeline.js';
import { wireCodec } from '../../../../adapters/wire/codec.js';
import { assert } from '../../../../core/vocabulary/assert.js';
import type { Command, CommandOutcome } from '../../../../core/vocabulary/commands.js';
import { done, refused, type ErrorCode } from '../../../../core/vocabulary/errors.js';
import type { Fence } from '../../../../core/vocabulary/fence.js';
import type {
  ClientFrame,
  JoinFrame,
  PongFrame,
  ServerFrame,
} from '../../../../core/vocabulary/frames.js';
import type { ClientMessageId, MessageId } from '../../../../core/vocabulary/ids.js';
import type { Channel, ChannelEvents, CloseReason } from '../../../../ports/transport.js';
import { answerTo, ME } from '../play.js';
import { EPOCH, person, ROOM, RoomLog } from '../room-log.js';

const ROOM_STREAM = 'room:1';
/** Events that are replayed; a larger gap is answered with a snapshot. */
const REPLAY_MAX = 20;

/** What the server was asked to store, and by whom it was allowed to be. */
export interface Stored {
  readonly clientMessageId: ClientMessageId;
  readonly fence: Fence | undefined;
}

/** A server with one person and one room, kept the plain way. It numbers reigns. */
export class HandServer {
  readonly log = new RoomLog();
  readonly stored: Stored[] = [];
  readonly connections = new Set<ServerConnection>();
  readonly terms = new Map<string, number>();
  /** Connections that were ever open at one time. */
  connectionsMost = 0;
  opened = 0;
  joins: JoinFrame[] = [];
  /** Says this to whoever connects, in place of a welcome. */
  refusal: { readonly code: ErrorCode; readonly reason: CloseReason } | null = null;
  isReachable = true;
  /** What happens is sent, and lost on the way. */
  losesRuns = false;
  #lastTerm = 0;

  accept(connection: ServerConnection): void {
    this.connections.add(connection);
    this.opened += 1;
    this.connectionsMost = Math.max(this.connectionsMost, this.connections.size);
  }

  /** Someone else posts. */
  happen(): void {
    this.log.add({ do: 'post', by: 2 });
    this.#push();
  }

  lead(profile: string): number {
    this.#lastTerm += 1;
    this.terms.set(profile, this.#lastTerm);
    return this.#lastTerm;
  }

  execute(command: Command, fence: Fence | undefined): CommandOutcome {
    if (command.name === 'lead') return done({ term: this.lead(command.profile) });
    if (fence !== undefined && this.terms.get(fence.profile) !== fence.term) {
      return refused('stale_lease', 'Another tab has taken over.');
    }
    assert(command.name === 'post', 'people only post here');
    const { clientMessageId } = command;
    const isNew = !this.stored.some((stored) => stored.clientMessageId === clientMessageId);
    if (isNew) {
      this.log.add({ do: 'post', by: ME, key: clientMessageId });
      this.stored.push({ clientMessageId, fence });
    }
    const index = this.stored.findIndex((stored) => stored.clientMessageId === clientMessageId);
    const messages = this.log.liveAt(this.log.head);
    const seq = messages.find((message) => message.clientMessageId === clientMessageId)?.seq ?? 0;
    return done({
      messageId: (100 + index) as MessageId,
      roomId: ROOM,
      seq,
      at: 0,
      result: isNew ? 'stored' : 'repeated',
    });
  }

  committed(): void {
    this.#push();
  }

  #push(): void {
    for (const connection of this.connections) connection.push();
  }
}

/** One connection, on the time of the page that opened it. */
export class ServerConnection {
  readonly #server: HandServer;
  readonly #timeline: Timeline;
  readonly #delayMs: () => number;
  readonly #events: ChannelEvents;
  readonly frames: ClientFrame[] = [];
  #sent: number | null = null;
  #isOpen = true;
  #downAt = 0;
  #upAt = 0;

  constructor(
    server: HandServer,
    events: ChannelEvents,
    link: { readonly timeline: Timeline; readonly delayMs: () => number },
  ) {
    this.#server = server;
    this.#events = events;
    this.#timeline = link.timeline;
    this.#delayMs = link.delayMs;
    this.#later(() => {
      if (!this.#isOpen) return;
      if (!server.isReachable) {
        this.#isOpen = false;
        events.closed('retry');
        return;
      }
      server.accept(this);
      events.opened();
    });
  }

  get channel(): Channel {
    return {
      send: (text) => {
        const now = this.#timeline.nowMs();
        this.#upAt = Math.max(now + this.#delayMs(), this.#upAt);
        this.#timeline.after(this.#upAt - now, { kind: 'up', entity: '' }, () => {
          if (this.#isOpen) this.#take(text);
        });
      },
      close: () => {
        this.gone();
      },
    };
  }

  say(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) {
      const { text } = wireCodec.encodeServer(frame);
      this.#later(() => {
        if (this.#isOpen) this.#events.frame(text);
      });
    }
  }

  /** Ends it, after what was said. */
  end(reason: CloseReason): void {
    this.#server.connections.delete(this);
    this.#later(() => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      this.#events.closed(reason);
    });
  }

  /** The client's end is gone. */
  gone(): void {
    this.#isOpen = false;
    this.#server.connections.delete(this);
  }

  push(): void {
    const { log } = this.#server;
    if (this.#sent === null || this.#sent >= log.head) return;
    if (!this.#server.losesRuns) this.say(log.run(this.#sent + 1, log.head));
    this.#sent = log.head;
  }

  #heads(): PongFrame['heads'] {
    return this.#sent === null ? [] : [[ROOM_STREAM, this.#sent]];
  }

  #take(text: string): void {
    const decoded = wireCodec.decodeClient(text);
    assert(decoded.ok, 'clients speak the protocol');
    const { frame } = decoded;
    this.frames.push(frame);
    switch (frame.type) {
      case 'hello':
        this.#greet();
        return;
      case 'join':
        this.#join(frame);
        return;
      case 'leave':
        if (frame.stream === ROOM_STREAM) this.#sent = null;
        return;
      case 'command': {
        const { id, command, fence } = frame;
        const outcome = this.#server.execute(command, fence);
        this.say({ type: 'answer', id, name: command.name, outcome });
        this.#server.committed();
        return;
      }
      case 'typing':
      case 'here':
      case 'goodbye':
        return;
      case 'ping':
        this.say({ type: 'pong', n: frame.n, heads: this.#heads() });
    }
  }

  #greet(): void {
    const { refusal } = this.#server;
    if (refusal !== null) {
      const { code, reason } = refusal;
      this.say({ type: 'refused', code, message: 'No.', retryAfterMs: null });
      this.end(reason);
      return;
    }
    const me = person(ME);
    this.say({ type: 'welcome', protocol: 1, epoch: EPOCH, me, pingIntervalMs: 15_000 });
    this.say({ type: 'heads', heads: [this.#server.log.roomHead()] });
  }

  #join(frame: JoinFrame): void {
    this.#server.joins.push(frame);
    if (frame.stream !== ROOM_STREAM) {
      this.say(...answerTo(frame.stream));
      return;
    }
    const { log } = this.#server;
    const { position } = frame;
    const isReplayed =
      position !== null && log.isKnown(position) && log.head - position.seq <= REPLAY_MAX;
    if (!isReplayed) this.say(log.reset());
    else if (position.seq < log.head) this.say(log.run(position.seq + 1, log.head));
    this.say(log.live());
    this.#sent = log.head;
  }

  #later(run: () => void): void {
    const now = this.#timeline.nowMs();
    this.#downAt = Math.max(now + this.#delayMs(), this.#downAt);
    this.#timeline.after(this.#downAt - now, { kind: 'down', entity: '' }, run);
  }
}
