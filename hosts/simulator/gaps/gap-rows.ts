import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MutantError, type Edit } from '../mutants/mutant.js';
import { projectRoot } from '../mutants/project.js';

/** What closes a gap: something that exists in the sources under this name. */
export interface Mechanism {
  /** Path from the project's root, with `/`. */
  readonly file: string;
  readonly name: string;
}

interface Gap {
  /** Groups rows by subject, as `1.1a`. */
  readonly id: string;
  /** How a chat server of this kind goes wrong here. */
  readonly wrong: string;
  /** What holds in Hearth instead, once the row is closed. */
  readonly holds: string;
}

interface Closing extends Gap {
  readonly mechanism: Mechanism;
  /** What watches it: an invariant of the simulator, or a rule of docs/SPEC.md. */
  readonly invariant: string;
  /** What provokes it. */
  readonly scenario: string;
}

/** A canary that the invariant beside it must catch. */
export interface SimulatedProof extends Omit<Closing, keyof Gap> {
  readonly canary: number;
}

/** Closed by the simulator: the canary must be caught by the row's invariant. */
export interface SimulatedGap extends Gap, SimulatedProof {
  readonly kind: 'sim';
  /** Mechanisms that close the rest of it, each with its own proof. */
  readonly also?: readonly SimulatedProof[];
}

/** Closed by tests: the sabotage must make exactly the tests of the row's rule fail. */
export interface TestedGap extends Closing {
  readonly kind: 'test';
  /** Source of the tests, which hold others beside those of the rule. */
  readonly test: string;
  readonly sabotage: Edit & { readonly title: string };
}

/** Not closed yet: its subject is not built. */
export interface OpenGap extends Gap {
  readonly kind: 'open';
  /** The step that builds its subject. */
  readonly step: string;
}

export type GapRow = SimulatedGap | TestedGap | OpenGap;

const FILE = 'fixtures/gaps.json';

/** Every row, in the order of ids. @throws MutantError in an installed package, which has none. */
export function readGaps(): readonly GapRow[] {
  const path = join(projectRoot(), FILE);
  if (!existsSync(path))
    throw new MutantError('the gap register is in a clone of the sources only');
  return JSON.parse(readFileSync(path, 'utf8')) as readonly GapRow[];
}
