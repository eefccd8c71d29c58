import type { Bench } from './violation.js';

/** What the servers' own audits find: nothing, as rows are written with their events. */
export class Audits {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** A step of an audit has come to its end. */
  looked(): void {
    this.#bench.judged('S-DRIFT');
  }

  /** An audit has counted a drift. @param fields - table and ids. */
  drifted(process: string, fields: object): void {
    const detail = `its audit finds rows that the log does not say: ${JSON.stringify(fields)}`;
    this.#bench.report({ invariant: 'S-DRIFT', entity: process, detail });
  }
}
