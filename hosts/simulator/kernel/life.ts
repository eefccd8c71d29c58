/** What an event is about. */
export interface EventLabel {
  readonly kind: string;
  readonly entity: string;
  /** A number that stands for what it carries; 0 where that follows from the rest. */
  readonly payload?: number;
}

/** Puts an event on the schedule. @returns what cancels it. */
export type Schedule = (event: {
  readonly life: Life;
  readonly delayUs: number;
  readonly label: EventLabel;
  readonly run: () => void;
}) => () => void;

/**
 * One life of a simulated process: from its start to its end or crash.
 *
 * Every event belongs to a life. Events of one that has ended never run, so nothing of a dead
 * process goes on: its promises stay pending and its `finally` blocks do not run.
 */
export class Life {
  /** `name@epoch`, as traces show it. The first life of a name has epoch 1. */
  readonly lane: string;
  readonly #schedule: Schedule;
  readonly #whole: Life | null;
  #ended = false;
  #pausedBy: (() => void) | null = null;

  /** Lives are begun by the kernel. */
  constructor(lane: string, schedule: Schedule, whole: Life | null = null) {
    this.lane = lane;
    this.#schedule = schedule;
    this.#whole = whole;
  }

  /** What it is a part of, and ends and stands still with; itself where it is no part. */
  get whole(): Life {
    return this.#whole ?? this;
  }

  get ended(): boolean {
    return this.#ended || this.#whole?.ended === true;
  }

  end(): void {
    this.#ended = true;
  }

  /** Whether time passes without it: its events wait. */
  get paused(): boolean {
    return this.#pausedBy !== null || this.#whole?.paused === true;
  }

  /**
   * Its events wait from now on, as those of a page that is frozen.
   *
   * @param resumed - is called when it goes on.
   */
  pause(resumed: () => void): void {
    this.#pausedBy ??= resumed;
  }

  /** What has waited runs now, in its order, before anything else of this instant. */
  resume(): void {
    const resumed = this.#pausedBy;
    this.#pausedBy = null;
    resumed?.();
  }

  /** Runs something after a delay, if this life goes on till then. @returns what cancels it. */
  schedule(delayUs: number, label: EventLabel, run: () => void): () => void {
    return this.#schedule({ life: this, delayUs, label, run });
  }

  /** Resolves after a delay; never if this life ends before. */
  sleep(delayUs: number, label: EventLabel): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(delayUs, label, resolve);
    });
  }
}
