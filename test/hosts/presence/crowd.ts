import { MemoryLocalStore } from '../../../adapters/memory/memory-local-store.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { WsTransport } from '../../../adapters/ws/transport.js';
import { Client } from '../../../core/client/client.js';
import type { PresenceView } from '../../../core/client/presence-view.js';
import type { Channel, ChannelEvents, Transport } from '../../../ports/transport.js';
import { signUp } from '../../../hosts/cli/load/sign-up.js';

/** People who sign up at the same time: passwords take the processor's whole time. */
const AT_ONCE = 8;
const LOOK_MS = 20;
const ATTEMPTS_MAX = 5;

/** Somebody with a real client on a real connection, who notes what they are told of others. */
export class Somebody {
  readonly client: Client;
  #channel: Channel | null = null;
  #isCutOff = false;
  /** Changes of how many are present, for certain or not, since {@link forget}. */
  events = 0;
  /** The fewest that were shown as present since {@link forget}. */
  fewest = Infinity;
  /** Whether what is shown has been uncertain since {@link forget}. */
  wasUncertain = false;
  /** When they were connected again, after they were not, since {@link forget}. */
  backAt: number | null = null;
  #wasAway = false;
  #present = -1;

  constructor(transport: Transport, name: string) {
    this.client = new Client({
      transport: {
        connect: (events) => this.#connect(transport, events),
        request: (request) => transport.request(request),
      },
      codec: wireCodec,
      readPage: readPageAnswer,
      clock: systemClock,
      random: systemRandom,
      digest: systemDigest,
      localStore: new MemoryLocalStore(),
      tab: name,
      name: 'a test',
    });
    this.client.subscribe(() => {
      const { present } = this;
      if (present !== this.#present) this.events += 1;
      this.#present = present;
      this.fewest = Math.min(this.fewest, present);
      if (!this.isCertain) this.wasUncertain = true;
      if (!this.isOnline) this.#wasAway = true;
      else if (this.#wasAway) this.backAt ??= performance.now();
    });
    this.client.start();
    this.client.beHere('active');
  }

  /** How many are shown as present in the account; -1: nothing was told yet. */
  get present(): number {
    const view = this.#view;
    return view === undefined ? -1 : view.counts.active + view.counts.away;
  }

  get isCertain(): boolean {
    return this.#view?.certain === true;
  }

  get isOnline(): boolean {
    return this.client.state.connection.phase === 'online';
  }

  /** Their browser is gone: the connection closes, and nothing is said. */
  cutOff(): void {
    this.#isCutOff = true;
    this.#channel?.close();
  }

  #connect(transport: Transport, events: ChannelEvents): Channel {
    if (this.#isCutOff) return { send: () => undefined, close: () => undefined };
    this.#channel = transport.connect(events);
    return this.#channel;
  }

  forget(): void {
    this.events = 0;
    this.fewest = Infinity;
    this.wasUncertain = false;
    this.backAt = null;
    this.#wasAway = false;
  }

  get #view(): PresenceView | undefined {
    return this.client.state.presence.get('account');
  }
}

/** Signs people up who have not been there, and connects them. */
export async function crowdOf(
  count: number,
  { url, joinCode }: { readonly url: string; readonly joinCode: string },
): Promise<readonly Somebody[]> {
  const people: Somebody[] = [];
  const names = Array.from({ length: count }, (_, at) => `person-${String(at)}`);
  const next = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const transport = new WsTransport({ origin: url });
      await signUpAtLast(transport, { name, run: 'crowd', joinCode });
      people.push(new Somebody(transport, name));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return people;
}

/** A server that is busy with passwords may let go of a connection that a request has taken. */
async function signUpAtLast(...given: Parameters<typeof signUp>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await signUp(...given);
      return;
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX) throw error;
    }
  }
}

/** Waits until something holds. @returns after how many milliseconds. */
export async function holds(what: string, ask: () => boolean, waitMs: number): Promise<number> {
  const since = performance.now();
  while (!ask()) {
    if (performance.now() - since > waitMs) throw new Error(`not within ${waitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return Math.round(performance.now() - since);
}
