import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';
import { timelineOf, WALL_START } from '../kernel/timeline.js';
import type { SimulatedApp, SimulationDefinition } from './definition.js';
import type { Json } from './json.js';
import type { Judge } from './judge.js';
import { Link } from './link.js';
import type { Weather } from './weather.js';

const CLIENTS = 3;
const CLIENTS_MAX = 20;
/** Mean time between two operations of one client. */
const PAUSE_MS = 300;

export interface CrowdParts<App extends SimulatedApp, Client, Model> {
  readonly definition: SimulationDefinition<App, Client, Model>;
  readonly kernel: Kernel;
  readonly weather: Weather;
  readonly faulty: { on: boolean };
  readonly judge: Judge<App, Client, Model>;
  readonly handle: (request: Json, from: string) => Promise<Json>;
}

/** The clients of one seed, each of which does one thing after the other. */
export class Crowd<App extends SimulatedApp, Client, Model> {
  readonly clients: readonly Client[];
  readonly #parts: CrowdParts<App, Client, Model>;
  readonly #links: Link[] = [];
  readonly #busy = new Set<string>();

  constructor(parts: CrowdParts<App, Client, Model>) {
    this.#parts = parts;
    const count = Math.min(parts.definition.clients ?? CLIENTS, CLIENTS_MAX);
    const names = Array.from({ length: count }, (_, at) => `c${String(at + 1)}`);
    this.clients = names.map((name) => this.#open(name));
  }

  get requests(): number {
    return this.#links.reduce((sum, link) => sum + link.requests, 0);
  }

  /** Clients in the middle of an operation. */
  get busy(): readonly string[] {
    return [...this.#busy];
  }

  #open(name: string): Client {
    const { definition, kernel, weather, faulty, handle } = this.#parts;
    const life = kernel.begin(name);
    const link = new Link(name, life, { kernel, weather, faulty, handle });
    this.#links.push(link);
    const client = definition.client({
      name,
      clock: new SimulatedClock({ timeline: timelineOf(kernel, life), wallStart: WALL_START }),
      random: new SimulatedRandom(kernel.draws('random', name)),
      call: (request) => link.call(request),
    });
    this.#goOn({ name, life, client, number: 1 });
    return client;
  }

  #goOn(turn: Turn<Client>): void {
    const { kernel, faulty, judge } = this.#parts;
    const { name, life, number } = turn;
    const afterUs = kernel.draws('pace', `${name}.${String(number)}`).exponential(PAUSE_MS) * 1_000;
    life.schedule(afterUs, { kind: 'next', entity: name }, () => {
      if (!faulty.on) return;
      this.#act(turn).then(
        () => {
          this.#goOn({ ...turn, number: number + 1 });
        },
        (error: unknown) => {
          judge.report('S-NO-DEFECT', `an operation of ${name} threw ${String(error)}`);
        },
      );
    });
  }

  async #act({ name, client, number }: Turn<Client>): Promise<void> {
    const { definition, kernel, judge } = this.#parts;
    const draws = kernel.draws('step', `${name}.${String(number)}`);
    const choices = definition.workload.map((one) => [one, one.weight] as const);
    const operation = draws.weighted(choices);
    kernel.note(name, { kind: 'does', entity: operation.name });
    this.#busy.add(name);
    const { model } = judge;
    const goal = (reached: string): void => {
      judge.goal(reached);
    };
    await operation.run({ client, model, random: new SimulatedRandom(draws), goal });
    this.#busy.delete(name);
  }
}

interface Turn<Client> {
  readonly name: string;
  readonly life: Life;
  readonly client: Client;
  /** Operations of the client so far, and this one. */
  readonly number: number;
}
