import { Draws, type Seed } from './draws.js';
import type { Drain } from './drain.js';
import { Heap } from './heap.js';
import { Life, type EventLabel, type Schedule } from './life.js';
import type { Trace } from './trace.js';

/** Events at one instant after which a run is held to go round in circles. */
export const EVENTS_AT_ONCE_MAX = 20_000;

interface Scheduled {
  time: number;
  tie: number;
  readonly seq: number;
  readonly life: Life;
  readonly label: EventLabel;
  readonly run: () => void;
  /** Index in the trace of the event that scheduled it; -1 for none. */
  readonly cause: number;
  cancelled: boolean;
}

/** A line of the trace that is no event. */
export interface NoteLabel extends EventLabel {
  /** Things that it is about, by names that other lines carry too. */
  readonly about?: readonly string[];
}

const NOTHING: readonly string[] = [];

export interface KernelOptions {
  readonly seed: Seed;
  readonly trace: Trace;
  readonly drain: Drain;
  /**
   * Whether events of one instant run in an order of chance instead of that of their scheduling.
   */
  readonly shuffleTies: boolean;
  /** Called after each event and its microtasks. True ends the run. */
  readonly afterEvent: () => boolean;
}

/**
 * Why {@link Kernel.run} came back. `idle`: nothing is scheduled any more. `circles`: time stands
 * still while events go on.
 */
export type RunEnd = 'time' | 'idle' | 'stopped' | 'circles';

/**
 * Virtual time and the only scheduler of a run: one heap of events, one event at a time, every
 * microtask drained after each.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #heap = new Heap<Scheduled>();
  readonly #ties: Draws;
  readonly #epochs = new Map<string, number>();
  readonly #held = new Map<Life, Scheduled[]>();
  readonly #waits = new Map<number, { readonly life: Life; readonly label: EventLabel }>();
  /** What runs once the microtasks of the present event have drained. */
  #afterDrain: { readonly life: Life; readonly run: () => void }[] = [];
  #seq = 0;
  #nowUs = 0;
  #events = 0;
  #atOnce = 0;
  /** Index of the event that runs now; -1 between events. */
  #running = -1;
  #lastIndex = -1;
  #lastLane = '';

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#ties = new Draws(options.seed, 'ties', '');
  }

  /** Virtual microseconds since the start of the run. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** Events that have run. */
  get events(): number {
    return this.#events;
  }

  /** Lane of the event that runs now, or that ran last. */
  get lane(): string {
    return this.#lastLane;
  }

  /** Whether somebody reads the trace: words for people need be made only then. */
  get isRead(): boolean {
    return this.#options.trace.isRead;
  }

  /** A source of chance of its own. Two of the same stream and entity draw the same. */
  draws(stream: string, entity: string): Draws {
    return new Draws(this.#options.seed, stream, entity);
  }

  /**
   * Begins a life of a process: the next epoch of that name.
   *
   * @param whole - the life that it is a part of, which alone is paused.
   */
  begin(name: string, whole: Life | null = null): Life {
    const epoch = (this.#epochs.get(name) ?? 0) + 1;
    this.#epochs.set(name, epoch);
    return new Life(`${name}@${String(epoch)}`, (event) => this.#add(event), whole);
  }

  /** Stops a life until it is resumed: what comes for it meanwhile waits, and is not lost. */
  pause(life: Life): void {
    life.pause(() => {
      const held = this.#held.get(life) ?? [];
      this.#held.delete(life);
      for (const [index, event] of held.entries()) {
        event.time = this.#nowUs;
        // Below every other tie: what has waited comes first, and in its order.
        event.tie = index - held.length;
        this.#heap.push(event);
      }
    });
  }

  /**
   * Runs something once the microtasks of the present event have drained, if that life goes on till
   * then: it is a part of this event. Its own microtasks are drained after it.
   */
  afterMicrotasks(life: Life, run: () => void): void {
    this.#afterDrain.push({ life, run });
  }

  /**
   * Notes that something waits for another to wake it. @returns what says that it no longer waits.
   */
  waits(life: Life, label: EventLabel): () => void {
    this.#seq += 1;
    const key = this.#seq;
    this.#waits.set(key, { life, label });
    return () => {
      this.#waits.delete(key);
    };
  }

  /** Who still waits in lives that go on, as `lane kind entity`. */
  waiters(): readonly string[] {
    return [...this.#waits.values()]
      .filter(({ life }) => !life.ended)
      .map(({ life, label }) => `${life.lane} ${label.kind} ${label.entity}`);
  }

  /** Adds a line to the trace that is no event of the kernel's, under the event that ran last. */
  note(lane: string, label: NoteLabel, detail = ''): void {
    const { kind, entity, payload = 0, about = NOTHING } = label;
    const [timeUs, cause] = [this.#nowUs, this.#lastIndex];
    this.#options.trace.add({ timeUs, seq: 0, lane, kind, entity, payload, cause, detail, about });
  }

  /** Runs events up to a time, both ends included. */
  run(untilUs: number): RunEnd {
    for (;;) {
      const next = this.#next();
      if (next === null) return 'idle';
      if (next.time > untilUs) {
        this.#nowUs = untilUs;
        return 'time';
      }
      this.#heap.pop();
      this.#perform(next);
      if (this.#atOnce > EVENTS_AT_ONCE_MAX) return 'circles';
      if (this.#options.afterEvent()) return 'stopped';
    }
  }

  /** Runs the next event, whenever it is. @returns false when there is none. */
  step(): boolean {
    const next = this.#next();
    if (next === null) return false;
    this.#heap.pop();
    this.#perform(next);
    return true;
  }

  /** The next event that will run, with those that will not taken away before it. */
  #next(): Scheduled | null {
    for (;;) {
      const next = this.#heap.peek();
      if (next === undefined) return null;
      const over = next.cancelled || next.life.ended;
      if (!over && !next.life.paused) return next;
      this.#heap.pop();
      if (!over) this.#hold(next);
    }
  }

  #hold(event: Scheduled): void {
    const held = this.#held.get(event.life.whole) ?? [];
    this.#held.set(event.life.whole, held);
    held.push(event);
  }

  #add({ life, delayUs, label, run }: Parameters<Schedule>[0]): () => void {
    this.#seq += 1;
    const event: Scheduled = {
      // Rounded up: nothing comes before its time.
      time: this.#nowUs + Math.max(0, Math.ceil(delayUs)),
      tie: this.#options.shuffleTies ? this.#ties.uint32() : 0,
      seq: this.#seq,
      life,
      label,
      run,
      cause: this.#running,
      cancelled: false,
    };
    this.#heap.push(event);
    return () => {
      event.cancelled = true;
    };
  }

  #perform(event: Scheduled): void {
    this.#atOnce = event.time === this.#nowUs ? this.#atOnce + 1 : 0;
    this.#nowUs = event.time;
    this.#events += 1;
    this.#trace(event);
    this.#running = this.#lastIndex;
    event.run();
    this.#options.drain();
    while (this.#afterDrain.length > 0) this.#runAfterDrain();
    this.#running = -1;
  }

  #runAfterDrain(): void {
    const due = this.#afterDrain;
    this.#afterDrain = [];
    for (const { life, run } of due) if (!life.ended) run();
    this.#options.drain();
  }

  #trace({ time: timeUs, seq, life: { lane }, label, cause }: Scheduled): void {
    const { trace } = this.#options;
    const { kind, entity, payload = 0 } = label;
    this.#lastIndex = trace.length;
    this.#lastLane = lane;
    trace.add({ timeUs, seq, lane, kind, entity, payload, cause, detail: '', about: NOTHING });
  }
}
