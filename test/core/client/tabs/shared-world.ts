import { MemoryLocalStore } from '../../../../adapters/memory/memory-local-store.js';
import { SimulatedClock } from '../../../../adapters/simulated/clock.js';
import {
  SimulatedProfile,
  type FrozenMessages,
  type SimulatedTabs,
} from '../../../../adapters/simulated/tabs.js';
import { systemDigest } from '../../../../adapters/system/digest.js';
import { wireCodec } from '../../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../../adapters/wire/http.js';
import { Client } from '../../../../core/client/client.js';
import { SharedTransport } from '../../../../core/client/tabs/shared-transport.js';
import type { Random } from '../../../../ports/random.js';
import type { Transport } from '../../../../ports/transport.js';
import { ROOM } from '../room-log.js';
import { HandServer, ServerConnection } from './hand-server.js';
import { VirtualTime, type PageTime } from './virtual-time.js';

/** One way between a page and the server, and between two pages, unless a test draws them. */
const SERVER_MS = 20;
const MESSAGE_MS = 2;

/** A tab of the browser with a client in it that follows the room. */
export interface Tab {
  readonly id: string;
  readonly time: PageTime;
  readonly tabs: SimulatedTabs;
  readonly transport: SharedTransport;
  readonly client: Client;
  readonly connections: ServerConnection[];
  /** Phases of the client's connection, one after the other. */
  readonly phases: string[];
}

/** Chance that comes again: a plain congruence, good enough for names and jitter. */
export function drawn(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  return {
    fraction: () => next() / 2_147_483_648,
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() / 65_536)),
  };
}

/** A browser with several tabs, one person in it, and a server. */
export class SharedWorld {
  readonly time = new VirtualTime();
  readonly server = new HandServer();
  readonly store = new MemoryLocalStore();
  readonly tabs: Tab[] = [];
  readonly profile: SimulatedProfile;
  readonly #random = drawn(7);
  #opened = 0;

  constructor(more: { readonly hasLocks?: boolean; readonly random?: Random } = {}) {
    const { hasLocks = true, random } = more;
    const scaled = (ms: number) => () => ms * (random === undefined ? 1 : 2 * random.fraction());
    this.profile = new SimulatedProfile({
      hasLocks,
      messageDelayMs: scaled(MESSAGE_MS),
      lockDelayMs: scaled(MESSAGE_MS),
    });
    this.delayMs = scaled(SERVER_MS);
  }

  readonly delayMs: () => number;

  get leaders(): readonly Tab[] {
    return this.tabs.filter(({ transport }) => transport.isLeading);
  }

  get leader(): Tab {
    const [leader, ...others] = this.leaders;
    if (leader === undefined || others.length > 0) throw new Error('not one leader');
    return leader;
  }

  get followers(): readonly Tab[] {
    return this.tabs.filter(({ transport }) => !transport.isLeading);
  }

  open(isVisible = true): Tab {
    this.#opened += 1;
    const id = `tab-${this.#opened}`;
    const time = this.time.page();
    const tabs = this.profile.open({ id, timeline: time, isVisible });
    const clock = new SimulatedClock({ timeline: time, wallStart: 1_700_000_000_000 });
    const connections: ServerConnection[] = [];
    const random = this.#random;
    const codec = wireCodec;
    const transport = new SharedTransport({
      transport: this.#transportOf(time, connections),
      tabs,
      localStore: this.store,
      codec,
      clock,
      random,
    });
    const client = new Client({
      transport,
      codec,
      clock,
      random,
      readPage: readPageAnswer,
      digest: systemDigest,
      localStore: this.store,
      tab: id,
      name: 'test',
      isTabAlive: (tab) => tabs.isAlive(tab),
    });
    transport.onOrphansDue(() => client.adoptOrphans());
    const phases: string[] = [];
    client.subscribe(() => {
      const { phase } = client.state.connection;
      if (phases.at(-1) !== phase) phases.push(phase);
    });
    const tab = { id, time, tabs, transport, client, connections, phases };
    this.tabs.push(tab);
    client.start();
    client.openRoom(ROOM);
    return tab;
  }

  /** Opens tabs and lets them come online. */
  async opened(count: number): Promise<readonly Tab[]> {
    const tabs = Array.from({ length: count }, () => this.open());
    await this.time.pass(1_000);
    return tabs;
  }

  crash(tab: Tab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    tab.time.end();
    tab.tabs.end();
    for (const connection of tab.connections) connection.gone();
  }

  freeze(tab: Tab, messages: FrozenMessages = 'late'): void {
    tab.time.freeze();
    tab.tabs.freeze(messages);
  }

  async thaw(tab: Tab): Promise<void> {
    tab.time.thaw();
    // What was held on the page's time finds the tab frozen: it is kept for later, or lost.
    await this.time.pass(0);
    tab.tabs.thaw();
  }

  #transportOf(timeline: PageTime, connections: ServerConnection[]): Transport {
    return {
      connect: (events) => {
        const link = { timeline, delayMs: this.delayMs };
        const connection = new ServerConnection(this.server, events, link);
        connections.push(connection);
        return connection.channel;
      },
      request: () => Promise.reject(new Error('no pages here')),
    };
  }
}
