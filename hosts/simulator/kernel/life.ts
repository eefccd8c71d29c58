/**
 * One life of a simulated process: from its start to its end or crash.
 *
 * Every event belongs to a life. Events of one that has ended never run, so nothing of a dead process goes on:
 * its promises stay pending and its `finally` blocks do not run.
 */
export class Life {
  readonly name: string;
  /** 1 for the first life of that name. */
  readonly epoch: number;
  #ended = false;

  constructor(name: string, epoch: number) {
    this.name = name;
    this.epoch = epoch;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
  }

  /** `name@epoch`, as traces show it. */
  get lane(): string {
    return `${this.name}@${String(this.epoch)}`;
  }
}
