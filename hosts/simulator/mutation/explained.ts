import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../mutants/project.js';

/** Why the simulator need not find a mutant. */
export interface Explanation {
  /** Of the mutant. */
  readonly id: string;
  /** `equivalent`: nobody can tell. `elsewhere`: named tests find it, and the simulator cannot. */
  readonly verdict: 'equivalent' | 'elsewhere';
  readonly why: string;
}

const FILE = 'fixtures/mutants.json';

/** Mutants that survive and are explained, by id. */
export function readExplanations(): ReadonlyMap<string, Explanation> {
  const path = join(projectRoot(), FILE);
  const known = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Explanation[])
    : [];
  return new Map(known.map((explanation) => [explanation.id, explanation]));
}
