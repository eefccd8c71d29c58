import type { Bench } from './violation.js';

/** Watches that what goes over the wire is read as it was meant, by this version and by others. */
export class Frames {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** A frame was read and written again; null where it could not be read. */
  recoded(who: string, before: string, after: string | null): void {
    this.#bench.judged('S-CODEC');
    if (after === before) return;
    const said = before.slice(0, 60);
    const detail = after === null ? `it can't read ${said}` : `it reads ${said} as something else`;
    this.#bench.report({ invariant: 'S-CODEC', entity: who, detail });
  }

  /** A frame came with a field of a newer version, and was read and written again. */
  readNewer(who: string, before: string, after: string | null): void {
    this.#bench.judged('S-CODEC');
    if (after === before) return;
    const detail = `a field of a newer version keeps it from reading ${before.slice(0, 60)}`;
    this.#bench.report({ invariant: 'S-CODEC', entity: who, detail });
  }
}
