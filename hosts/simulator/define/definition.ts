import type { Clock } from '../../../ports/clock.js';
import type { Random } from '../../../ports/random.js';
import type { Durable } from './durable.js';
import type { Json } from './json.js';

/** What a simulation can do to an app and its clients. */
export const SIMULATED_FAULTS = {
  N1: 'requests and answers take long',
  N7: 'a request or its answer is lost, doubled or very late',
  P1: 'the app crashes and starts again on what it has stored',
  P3: 'the app stands still for a while, and its timers are overdue',
  S6: 'the app crashes right before or after something is stored',
  C1: 'the wall clock of the app is wrong, by up to a day',
} as const;
export type SimulatedFault = keyof typeof SIMULATED_FAULTS;

/** What one process of the app is given. Everything else that it reaches for fails the run. */
export interface AppHost {
  readonly clock: Clock;
  readonly random: Random;
  /** Survives crashes; the next process finds it as it was. */
  readonly durable: Durable;
}

/** A server: answers one request at a time or many at once, as it likes. */
export interface SimulatedApp {
  /** What it throws is a defect and fails the run. */
  handle(request: Json, from: string): Promise<Json> | Json;
}

/** What one client is given. */
export interface ClientHost {
  /** `c1`, `c2` and so on. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Asks the app. @throws ChatError `unavailable` when no answer comes within 2 s: whether it
   * happened is unknown.
   */
  call(request: Json): Promise<Json>;
}

/** What an operation works with. */
export interface Act<Client, Model> {
  readonly client: Client;
  readonly model: Model;
  /** Chance of this operation alone: it comes again with the seed. */
  readonly random: Random;
  /** Notes that one of the definition's `sometimes` was reached. */
  readonly goal: (name: string) => void;
}

/** One thing that clients do. */
export interface Operation<Client, Model> {
  readonly name: string;
  /** How often, beside the weights of the others. */
  readonly weight: number;
  /** Tells the model what it asks for and what it was answered. One at a time for each client. */
  run(act: Act<Client, Model>): Promise<void> | void;
}

/** What an invariant looks at. */
export interface Scene<App, Client, Model> {
  /** Null while no process is up. */
  readonly app: App | null;
  readonly clients: readonly Client[];
  readonly model: Model;
  readonly durable: Durable;
}

/** Something that must hold. */
export interface Invariant<App, Client, Model> {
  /** In capitals, as `S-TOTAL`. */
  readonly id: string;
  readonly statement: string;
  /** `always`: after each event. `end`: when faults have stopped and everything has settled. */
  readonly when: 'always' | 'end';
  /** @returns what is wrong; null where it holds; undefined where there is nothing to judge yet. */
  check(scene: Scene<App, Client, Model>): string | null | undefined;
}

/** A mechanism broken on purpose: a part of the definition in another form. */
export interface Sabotage<App, Client> {
  readonly title: string;
  /** Id of the invariant that must find it out before any other. */
  readonly caughtBy: string;
  /** Seeds within which it must be found. */
  readonly seeds: number;
  /** Faults without which it does no harm; none where it always does. */
  readonly needs: readonly SimulatedFault[];
  readonly app?: (host: AppHost) => App;
  readonly client?: (host: ClientHost) => Client;
}

/** A whole simulation: an app, its clients, what they do, and what must hold. */
export interface SimulationDefinition<App extends SimulatedApp, Client, Model> {
  readonly name: string;
  /** Starts a process, and again after each crash. */
  readonly app: (host: AppHost) => App;
  readonly client: (host: ClientHost) => Client;
  readonly workload: readonly Operation<Client, Model>[];
  /** Knows what should be. It is synchronous, and shares no code with the app. */
  readonly model: () => Model;
  readonly invariants: readonly Invariant<App, Client, Model>[];
  readonly sabotages?: readonly Sabotage<App, Client>[];
  /** Situations that a run over many seeds must have met. */
  readonly sometimes?: readonly string[];
  /** 3 unless said otherwise, at most 20. */
  readonly clients?: number;
  /** Simulated time under faults. 20,000 unless said otherwise. */
  readonly durationMs?: number;
  /** Refuses an invariant that no sabotage violates. */
  readonly strict?: boolean;
}
