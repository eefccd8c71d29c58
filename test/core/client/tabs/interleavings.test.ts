import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalWindow } from '../../../../core/vocabulary/window.js';
import type { ClientMessageId } from '../../../../core/vocabulary/ids.js';
import { ROOM } from '../room-log.js';
import { drawn, SharedWorld, type Tab } from './shared-world.js';

const TABS_MAX = 4;
/** Time for everything to come to rest once nothing goes wrong any more. */
const REST_MS = 60_000;

/** What happens next, to which tab, and after how long. */
interface Move {
  readonly do:
    | 'happen'
    /** More than a replay holds: whoever is behind gets a snapshot. */
    | 'happenMuch'
    | 'post'
    | 'open'
    | 'crash'
    | 'crashLeader'
    | 'freezeLeader'
    | 'freeze'
    | 'freezeDeaf'
    | 'thaw'
    | 'hide'
    | 'show'
    | 'rejoin'
    | 'drop'
    | 'cutOff'
    | 'reach';
  readonly tab: number;
  readonly afterMs: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  do: fc.constantFrom(
    ...(['happen', 'happen', 'happen', 'post', 'post', 'post', 'open', 'open'] as const),
    ...(['crash', 'crashLeader', 'freezeLeader', 'freeze', 'freezeDeaf'] as const),
    ...(['thaw', 'thaw', 'thaw', 'hide', 'show', 'rejoin'] as const),
    ...(['drop', 'cutOff', 'reach', 'reach', 'happenMuch'] as const),
  ),
  tab: fc.nat(TABS_MAX - 1),
  // Most moves fall within one exchange of messages, some wait for a takeover.
  afterMs: fc.oneof(fc.nat(30), fc.nat(300), fc.nat(3_000)),
});

/** A browser to which things happen, and what must hold whatever they are. */
class Chaos {
  readonly world: SharedWorld;
  readonly posted: Promise<ClientMessageId | null>[] = [];
  readonly #positions = new Map<Tab, number>();

  constructor(seed: number) {
    this.world = new SharedWorld({ random: drawn(seed) });
    this.world.open();
    this.world.open();
  }

  async do(move: Move): Promise<void> {
    const { world } = this;
    const tab = world.tabs[move.tab % Math.max(world.tabs.length, 1)];
    const holder = world.tabs.find(({ id }) => id === world.profile.holder);
    switch (move.do) {
      case 'happen':
        world.server.happen();
        break;
      case 'happenMuch':
        for (let post = 0; post < 25; post += 1) world.server.happen();
        break;
      case 'open':
        if (world.tabs.length < TABS_MAX) world.open(move.tab % 2 === 0);
        break;
      case 'drop':
        for (const connection of world.server.connections) connection.end('retry');
        break;
      case 'cutOff':
        world.server.isReachable = false;
        break;
      case 'reach':
        world.server.isReachable = true;
        break;
      case 'crashLeader':
        if (holder !== undefined) this.#crash(holder);
        break;
      case 'freezeLeader':
        if (holder !== undefined) world.freeze(holder);
        break;
      default:
        if (tab !== undefined) await this.#toTab(move.do, tab);
    }
    await world.time.pass(move.afterMs);
    this.#look();
  }

  async #toTab(what: Move['do'], tab: Tab): Promise<void> {
    if (what === 'crash') this.#crash(tab);
    else if (what === 'freeze') this.world.freeze(tab);
    else if (what === 'freezeDeaf') this.world.freeze(tab, 'lost');
    else if (what === 'thaw') await this.world.thaw(tab);
    else if (what === 'hide') tab.tabs.setVisible(false);
    else if (what === 'show') {
      tab.tabs.setVisible(true);
      tab.client.wake();
    } else if (tab.tabs.isFrozen) return;
    else if (what === 'post') {
      // It may be refused where nobody knows yet who is writing; what is kept must arrive.
      const posted = tab.client.post(ROOM, 'hello').catch(() => null);
      this.posted.push(posted);
    } else if (what === 'rejoin') {
      tab.client.closeRoom(ROOM);
      tab.client.openRoom(ROOM);
    }
  }

  #crash(tab: Tab): void {
    this.world.crash(tab);
    this.#positions.delete(tab);
  }

  /** Nothing goes wrong any more; everything has time to come to rest. */
  async rest(): Promise<void> {
    const { world } = this;
    world.server.isReachable = true;
    if (world.tabs.length === 0) world.open();
    for (const tab of world.tabs) {
      await world.thaw(tab);
      tab.tabs.setVisible(true);
      tab.client.wake();
    }
    await world.time.pass(REST_MS / 2);
    world.server.happen();
    await world.time.pass(REST_MS / 2);
    this.#look();
  }

  #look(): void {
    for (const tab of this.world.tabs) {
      const position = tab.client.positions.get('room:1')?.seq ?? 0;
      const before = this.#positions.get(tab) ?? 0;
      expect(position, `${tab.id} goes back`).to.be.at.least(before);
      this.#positions.set(tab, position);
    }
  }
}

function windowOf({ client }: Tab): string {
  const view = client.state.rooms.get(ROOM);
  const messages = view?.timeline.messages.filter(({ state }) => state === 'live') ?? [];
  const room = view?.room;
  if (room == null) return 'nothing';
  const range = { from: messages[0]?.seq ?? 0, to: messages.at(-1)?.seq ?? 0 };
  return canonicalWindow({ room, ...range, messages });
}

describe('core/client tabs: interleavings', () => {
  it('TB12 whatever becomes of tabs and connections, every tab ends in step and every message is stored once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(move, { maxLength: 40 }), async (seed, moves) => {
        const chaos = new Chaos(seed);
        for (const next of moves) await chaos.do(next);
        await chaos.rest();
        const { world } = chaos;
        const { log, stored, connections } = world.server;
        for (const tab of world.tabs) {
          expect(tab.client.state.connection.phase, tab.id).to.equal('online');
          expect(tab.client.positions.get('room:1')?.seq, tab.id).to.equal(log.head);
          expect(tab.client.state.outbox, tab.id).to.deep.equal([]);
          const own = windowOf(tab);
          const messages = tab.client.state.rooms.get(ROOM)?.timeline.messages ?? [];
          const [from, to] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
          expect(own, tab.id).to.equal(log.window({ from, to, at: log.head }));
        }
        const kept = (await Promise.all(chaos.posted)).filter((id) => id !== null);
        expect(stored.map(({ clientMessageId }) => clientMessageId)).to.include.members(kept);
        expect(world.leaders).to.have.lengthOf(1);
        expect(connections.size).to.equal(1);
      }),
      { numRuns: 150 },
    );
  }).timeout(120_000);
});
