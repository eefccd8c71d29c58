import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { MutantResult } from './try-mutant.js';

/** One line of a file of results: a mutant's id, and what became of it. */
type Line = MutantResult & { readonly id: string };

/** What a run that was broken off has found out so far. A line a mutant, kept as it is found. */
export class ResultsFile {
  readonly #path: string;
  readonly #known: ReadonlyMap<string, MutantResult>;

  constructor(path: string) {
    this.#path = path;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const lines = text.split('\n').filter((line) => line !== '');
    const results = lines.map((line) => JSON.parse(line) as Line);
    this.#known = new Map(results.map((result) => [result.id, result]));
  }

  /** Null for a mutant that is still to be tried. */
  of(id: string): MutantResult | null {
    return this.#known.get(id) ?? null;
  }

  add(id: string, result: MutantResult): void {
    appendFileSync(this.#path, `${JSON.stringify({ id, ...result })}\n`);
  }
}
