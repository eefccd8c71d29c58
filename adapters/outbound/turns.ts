export interface TurnLimits {
  readonly runningMax: number;
  /** Of these for one host, so that a slow one does not keep the others waiting. */
  readonly runningPerHostMax: number;
  readonly waitingMax: number;
}

interface Waiting {
  readonly host: string;
  readonly begin: () => void;
}

/** Lets a few run at a time, in order of arrival but for hosts that have their share. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #running = new Map<string, number>();
  readonly #waiting: Waiting[] = [];
  #runningTotal = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#runningTotal;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits for a turn. @returns false when too many wait, or the signal came first. */
  async take(host: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#mayRun(host)) {
      this.#begin(host);
      return true;
    }
    if (this.#waiting.length >= this.#limits.waitingMax) return false;
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(false);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const waiting: Waiting = { host, begin };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /** Ends a turn that was taken. */
  pass(host: string): void {
    const left = (this.#running.get(host) ?? 0) - 1;
    if (left > 0) this.#running.set(host, left);
    else this.#running.delete(host);
    this.#runningTotal -= 1;
    const index = this.#waiting.findIndex((waiting) => this.#mayRun(waiting.host));
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) return;
    this.#begin(next.host);
    next.begin();
  }

  #mayRun(host: string): boolean {
    const { runningMax, runningPerHostMax } = this.#limits;
    return this.#runningTotal < runningMax && (this.#running.get(host) ?? 0) < runningPerHostMax;
  }

  #begin(host: string): void {
    this.#running.set(host, (this.#running.get(host) ?? 0) + 1);
    this.#runningTotal += 1;
  }
}
