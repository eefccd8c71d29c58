import type { Invariant } from '../invariants/invariant.js';
import { INVARIANTS, invariantOf } from '../invariants/registry.js';
import { FAULT_CLASSES } from '../plan/fault-classes.js';
import { readCanaries, type Canary } from './canary-files.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { say } from './print.js';
import { UsageError } from './usage.js';

export interface ExplainCommand {
  /** Null for all of them. */
  readonly id: string | null;
  readonly json: boolean;
}

const TIERS = {
  T: 'at each event that concerns it',
  Q: 'when nothing moves',
  E: 'at restarts or at the end',
} as const;

/** Says what an invariant states, what provokes it, what proves that it bites, and whose it is. */
export function explain({ id, json }: ExplainCommand): ExitCode {
  const found = id === null ? INVARIANTS : [invariantOf(id)];
  const canaries = readCanaries();
  for (const invariant of found) {
    if (invariant === null) throw new UsageError(`there is no invariant ${id ?? ''}`);
    const own = canariesOf(invariant, canaries);
    const numbers = own.map(({ id: number }) => number);
    say(json ? JSON.stringify({ ...invariant, canaries: numbers }) : invariantText(invariant, own));
  }
  return EXIT.pass;
}

/** @throws UsageError naming each invariant that no canary proves to bite. */
export function demandCanaries(invariants = INVARIANTS): void {
  const canaries = readCanaries();
  const bare = invariants.filter((invariant) => canariesOf(invariant, canaries).length === 0);
  if (bare.length === 0) return;
  throw new UsageError(`no canary proves ${bare.map(({ id }) => id).join(', ')}`);
}

function canariesOf({ id }: Invariant, canaries: readonly Canary[]): readonly Canary[] {
  return canaries.filter(({ invariant }) => invariant === id);
}

function invariantText(invariant: Invariant, canaries: readonly Canary[]): string {
  const { id, tier, statement, needs, owner } = invariant;
  const provoked = needs.map((name) => `             ${name}  ${FAULT_CLASSES[name].title}`);
  const broken = canaries.map(
    ({ id: number, title }) => `             ${String(number)}  ${title}`,
  );
  return [
    `${id}: ${statement}`,
    `  checked    ${TIERS[tier]}`,
    `  kept by    ${owner}`,
    '  needs',
    ...(needs.length === 0 ? ['             nothing: it always has something to judge'] : provoked),
    '  canaries',
    ...(canaries.length === 0 ? ['             none'] : broken),
  ].join('\n');
}
