import type { Outcome } from './pool.js';

/** What the program's exit code says. */
export const EXIT = {
  pass: 0,
  safety: 1,
  usage: 2,
  liveness: 3,
  determinism: 4,
  provedNothing: 5,
  crashed: 6,
  resources: 7,
  selfCheck: 8,
  timedOut: 9,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that one seed alone would give. */
export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome.kind === 'died') return EXIT.crashed;
  if (outcome.kind === 'hung') return EXIT.timedOut;
  const { tripped, crashes, firstViolation } = outcome.result;
  if (tripped.length > 0) return EXIT.determinism;
  if (firstViolation !== null) return exitCodeOfInvariant(firstViolation.invariant);
  return crashes.length > 0 ? EXIT.crashed : EXIT.pass;
}

function exitCodeOfInvariant(invariant: string): ExitCode {
  if (invariant === 'S-NO-DEFECT') return EXIT.crashed;
  if (invariant.startsWith('L-')) return EXIT.liveness;
  return invariant.startsWith('R-') ? EXIT.resources : EXIT.safety;
}
