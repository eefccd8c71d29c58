/** A question costs something even where nothing comes of it. */
const QUESTION_ROWS = 5;

/** How much of a step is left, in rows. */
export class Budget {
  #left: number;
  #spent = 0;

  constructor(rows: number) {
    this.#left = rows;
  }

  /** Rows that may still be asked for; 0 where the step is over. */
  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Rows that came of questions. */
  get spent(): number {
    return this.#spent;
  }

  /** Takes what a question has brought. */
  spend(rows: number): void {
    this.#spent += rows;
    this.#left -= Math.max(rows, QUESTION_ROWS);
  }
}
