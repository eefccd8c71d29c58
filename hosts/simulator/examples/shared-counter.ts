import {
  defineSimulation,
  type AppHost,
  type ClientHost,
  type Durable,
  type Invariant,
  type Json,
  type Sabotage,
  type SimulatedApp,
  type Simulation,
} from '../define/index.js';

/**
 * A worked example: a counter that everybody may raise.
 *
 * A client that hears nothing asks again, so each request carries an id. The careful counter keeps
 * the ids together with the total; the careless one keeps them in memory, which looks right until
 * it crashes between storing the total and answering.
 */
interface Raise {
  readonly id: string;
  readonly by: number;
}

/** Keeps total and ids in one write: what was asked twice is counted once, whatever happens. */
async function raiseOnce(durable: Durable, { id, by }: Raise): Promise<Json> {
  const seen = ((await durable.read('seen')) ?? []) as readonly string[];
  const total = Number(await durable.read('total'));
  if (seen.includes(id)) return { total };
  await durable.write({ total: total + by, seen: [...seen, id] });
  return { total: total + by };
}

/** Takes one request after the other: between reading and writing nobody else may write. */
function inTurn(raise: (request: Raise) => Promise<Json>): SimulatedApp {
  let last: Promise<unknown> = Promise.resolve();
  return {
    handle(request) {
      const next = last.then(() => raise(request as unknown as Raise));
      last = next;
      return next;
    },
  };
}

/** Raises once and in turn. */
function carefulCounter({ durable }: AppHost): SimulatedApp {
  return inTurn((request) => raiseOnce(durable, request));
}

/** The bug: the ids are in memory, and a crash forgets them. */
function forgetfulCounter({ durable }: AppHost): SimulatedApp {
  const seen = new Set<string>();
  return inTurn(async ({ id, by }) => {
    const total = Number(await durable.read('total'));
    if (seen.has(id)) return { total };
    await durable.write({ total: total + by });
    seen.add(id);
    return { total: total + by };
  });
}

/** Another bug: not in turn, so two who read the same total both write it. */
function hastyCounter({ durable }: AppHost): SimulatedApp {
  return { handle: (request) => raiseOnce(durable, request as unknown as Raise) };
}

/** Asks until it is answered, with the same id each time. */
class CounterClient {
  readonly #host: ClientHost;
  #count = 0;

  constructor(host: ClientHost) {
    this.#host = host;
  }

  /** @returns how often it had to ask. */
  async raise(by: number): Promise<number> {
    this.#count += 1;
    const id = `${this.#host.name}-${String(this.#count)}`;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#host.call({ id, by });
        return tries;
      } catch {
        // Whether it happened is unknown: asking again with the same id finds out.
      }
    }
  }
}

/** What should be: everything that was asked for, and everything that was answered. */
class CounterModel {
  asked = 0;
  answered = 0;
}

const INVARIANTS: readonly Invariant<SimulatedApp, CounterClient, CounterModel>[] = [
  {
    id: 'S-NOT-TWICE',
    statement: 'the total is never more than what was asked for',
    when: 'always',
    check({ durable, model }) {
      const total = Number(durable.peek('total'));
      if (total <= model.asked) return null;
      return `the total is ${String(total)}, and ${String(model.asked)} was asked for`;
    },
  },
  {
    id: 'S-NOTHING-LOST',
    statement: 'in the end the total is what was answered',
    when: 'end',
    check({ durable, model }) {
      const total = Number(durable.peek('total'));
      if (total >= model.answered) return null;
      return `the total is ${String(total)}, and ${String(model.answered)} was answered`;
    },
  },
];

const SABOTAGES: readonly Sabotage<SimulatedApp, CounterClient>[] = [
  {
    title: 'ids of requests are forgotten in a crash',
    caughtBy: 'S-NOT-TWICE',
    seeds: 20,
    needs: ['P1', 'S6'],
    app: forgetfulCounter,
  },
  {
    title: 'two requests at once read the same total',
    caughtBy: 'S-NOTHING-LOST',
    seeds: 20,
    needs: [],
    app: hastyCounter,
  },
];

/** The simulation of a shared counter. @param app - the counter; the careful one unless told. */
export function sharedCounter(app: 'careful' | 'forgetful' | 'hasty' = 'careful'): Simulation {
  const apps = {
    careful: carefulCounter,
    forgetful: forgetfulCounter,
    hasty: hastyCounter,
  };
  return defineSimulation<SimulatedApp, CounterClient, CounterModel>({
    name: 'shared counter',
    strict: true,
    app: apps[app],
    client: (host) => new CounterClient(host),
    workload: [
      {
        name: 'raise',
        weight: 1,
        async run({ client, model, random, goal }) {
          const by = 1 + Math.floor(random.fraction() * 9);
          model.asked += by;
          const tries = await client.raise(by);
          model.answered += by;
          if (tries > 1) goal('asked again');
        },
      },
    ],
    model: () => new CounterModel(),
    invariants: INVARIANTS,
    sabotages: SABOTAGES,
    sometimes: ['asked again'],
  });
}
