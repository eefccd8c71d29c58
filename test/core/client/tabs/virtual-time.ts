import type { Step, Timeline } from '../../../../adapters/simulated/timeline.js';

interface Due {
  readonly at: number;
  readonly number: number;
  readonly run: () => void;
}

/** Time that goes on only when it is told to, for several pages at once. */
export class VirtualTime {
  #nowMs = 0;
  #number = 0;
  #due: Due[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    this.#number += 1;
    const due = { at: this.#nowMs + delayMs, number: this.#number, run };
    const index = this.#due.findIndex((other) => other.at > due.at);
    if (index === -1) this.#due.push(due);
    else this.#due.splice(index, 0, due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  /** Lets time pass, and everything happen that is due in it. */
  async pass(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    await settled();
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.run();
      await settled();
    }
    this.#nowMs = end;
  }

  page(): PageTime {
    return new PageTime(this);
  }
}

/** The time of one page: it stands still while the page is frozen, and ends with it. */
export class PageTime implements Timeline {
  readonly #time: VirtualTime;
  #state: 'runs' | 'frozen' | 'ended' = 'runs';
  #held: (() => void)[] = [];

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  nowMs(): number {
    return this.#time.nowMs;
  }

  after(delayMs: number, _step: Step, run: () => void): () => void {
    let isCancelled = false;
    const due = (): void => {
      if (this.#state === 'frozen') this.#held.push(due);
      else if (this.#state === 'runs' && !isCancelled) run();
    };
    const cancel = this.#time.after(delayMs, due);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  waits(): () => void {
    return () => undefined;
  }

  freeze(): void {
    if (this.#state === 'runs') this.#state = 'frozen';
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'runs';
    const held = this.#held;
    this.#held = [];
    for (const run of held) this.#time.after(0, run);
  }

  end(): void {
    this.#state = 'ended';
    this.#held = [];
  }
}

/** Everything that waits for promises alone has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
