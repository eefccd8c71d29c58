import type { Life } from '../kernel/life.js';
import type { Json } from './json.js';

/** What outlives the processes of an app. Each write takes effect entirely or not at all. */
export interface Durable {
  /** Null for what was never stored. */
  read(key: string): Promise<Json>;
  /** Stores several values in one step. Durable when it resolves. */
  write(values: Readonly<Record<string, Json>>): Promise<void>;
  /** What is stored now, for invariants. */
  peek(key: string): Json;
}

export interface DurableEvents {
  /** Milliseconds of one step. */
  readonly delayMs: () => number;
  /** Called around each write; true when the process has crashed there. */
  readonly crashes: () => boolean;
}

/** Values as text, so that no object is shared between two processes. */
export class StoredValues {
  readonly #values = new Map<string, string>();

  get(key: string): Json {
    const text = this.#values.get(key);
    return text === undefined ? null : (JSON.parse(text) as Json);
  }

  set(key: string, value: Json): void {
    this.#values.set(key, JSON.stringify(value));
  }
}

/** The stored values as one process reaches them, over virtual time. */
export class SimulatedDurable implements Durable {
  readonly #values: StoredValues;
  readonly #life: Life;
  readonly #events: DurableEvents;

  constructor(values: StoredValues, life: Life, events: DurableEvents) {
    this.#values = values;
    this.#life = life;
    this.#events = events;
  }

  peek(key: string): Json {
    return this.#values.get(key);
  }

  async read(key: string): Promise<Json> {
    await this.#pause('read', key);
    const value = this.#values.get(key);
    await this.#pause('read', key);
    return value;
  }

  async write(values: Readonly<Record<string, Json>>): Promise<void> {
    const keys = Object.keys(values).join(' ');
    await this.#pause('write', keys);
    if (this.#events.crashes()) await this.#pause('never', keys);
    for (const [key, value] of Object.entries(values)) this.#values.set(key, value);
    if (this.#events.crashes()) await this.#pause('never', keys);
    await this.#pause('write', keys);
  }

  #pause(kind: string, entity: string): Promise<void> {
    return this.#life.sleep(this.#events.delayMs() * 1_000, { kind, entity });
  }
}
