import { SimulatedTransport, type CookieJar } from '../../../adapters/simulated/transport.js';
import type { Channel } from '../../../ports/transport.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { ClientName, Fault } from '../plan/plan.js';
import { Admission } from './admission.js';
import { HELLO } from './hostile-acts.js';
import { CROWD } from './limits.js';
import { personOf } from './person.js';
import { steadyWay } from './steady-way.js';
import type { World } from './world.js';

const SIGN_IN_TRIES = 3;

/** Further devices of people who are there already: they connect, say nothing, and go. */
export class Crowd {
  readonly #world: World;
  readonly #joinCode: { value: string | null };
  readonly #people = new Map<ClientName, Devices>();

  constructor(world: World, joinCode: { value: string | null }) {
    this.#world = world;
    this.#joinCode = joinCode;
  }

  strike({ client, count, forMs }: Extract<Fault, { class: 'B2' }>): void {
    const known = this.#people.get(client) ?? new Devices(this.#world, client, this.#joinCode);
    this.#people.set(client, known);
    void known.come(count, forMs);
  }

  /** All of them go. */
  stop(): void {
    for (const devices of this.#people.values()) devices.stop();
  }
}

/** The devices of one person, who signs in with them once. */
class Devices {
  readonly #world: World;
  readonly #life: Life;
  readonly #address: string;
  readonly #admission: Admission;
  readonly #transport: SimulatedTransport;
  readonly #jar: CookieJar = { token: null };

  constructor(world: World, client: ClientName, joinCode: { value: string | null }) {
    const { kernel, network } = world;
    this.#world = world;
    this.#address = `${CROWD} ${client}`;
    this.#life = kernel.begin(this.#address);
    this.#admission = new Admission(personOf(client), joinCode);
    this.#transport = new SimulatedTransport({
      timeline: timelineOf(kernel, this.#life),
      network,
      conditions: steadyWay(world),
      jar: this.#jar,
      address: this.#address,
    });
  }

  async come(count: number, forMs: number): Promise<void> {
    if (!(await this.#signIn())) return;
    for (let number = 0; number < count; number += 1) this.#connect(forMs);
  }

  stop(): void {
    this.#world.network.clientEnded(this.#address);
    this.#life.end();
  }

  async #signIn(): Promise<boolean> {
    for (let tries = 0; this.#jar.token === null && tries < SIGN_IN_TRIES; tries += 1) {
      await this.#admission.try(async (request) => {
        try {
          const { status, body } = await this.#transport.request(request);
          return status < 300 && body !== null ? (body as Record<string, unknown>) : null;
        } catch {
          return null;
        }
      });
    }
    return this.#jar.token !== null && this.#world.faulty.on;
  }

  #connect(forMs: number): void {
    const channel: Channel = this.#transport.connect({
      opened: () => {
        channel.send(HELLO);
      },
      frame: () => undefined,
      closed: () => undefined,
    });
    this.#life.schedule(forMs * 1_000, { kind: 'B2', entity: 'close' }, () => {
      channel.close();
    });
  }
}
