import type { SimulatedTabs } from '../../../adapters/simulated/tabs.js';
import type { LocalStore } from '../../../ports/local-store.js';
import type { Client } from '../../../core/client/client.js';
import { SharedTransport } from '../../../core/client/tabs/shared-transport.js';
import type { Clock } from '../../../ports/clock.js';
import type { Random } from '../../../ports/random.js';
import type { Transport } from '../../../ports/transport.js';
import { pageCodec } from './page-codec.js';

/** One page's share in the connection of its browser. */
export class SharedWay {
  readonly transport: SharedTransport;
  readonly #tabs: SimulatedTabs;

  constructor(parts: {
    readonly transport: Transport;
    readonly tabs: SimulatedTabs;
    readonly localStore: LocalStore;
    readonly clock: Clock;
    readonly random: Random;
  }) {
    this.#tabs = parts.tabs;
    this.transport = new SharedTransport({ ...parts, codec: pageCodec });
  }

  /** Whether this page holds itself to be the leader of its browser. */
  get isLeading(): boolean {
    return this.transport.isLeading;
  }

  /** What it keeps for all tabs; null where it does not lead. */
  get kept(): SharedTransport['counts'] {
    return this.transport.counts;
  }

  serve(client: Client): void {
    this.transport.onOrphansDue(() => {
      client.adoptOrphans();
    });
  }

  isAlive(tab: string): Promise<boolean> {
    return this.#tabs.isAlive(tab);
  }

  setVisible(isVisible: boolean): void {
    this.#tabs.setVisible(isVisible);
  }

  /** @param messages - what becomes of those that come meanwhile. */
  freeze(messages: 'late' | 'lost'): void {
    this.#tabs.freeze(messages);
  }

  thaw(): void {
    this.#tabs.thaw();
  }

  /** The page knows that it goes, and says so. */
  leave(): void {
    this.transport.leave();
  }

  /** The page is gone. Its locks are free. */
  end(): void {
    this.#tabs.end();
  }
}
