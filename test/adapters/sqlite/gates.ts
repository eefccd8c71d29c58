import type { Gate } from '../../../adapters/sqlite/open.js';

/** A gate that lets everything through but what a test replaces. */
export function gate(replaced: Partial<Gate>): Gate {
  return {
    statement: () => Promise.resolve(),
    commit: () => Promise.resolve(),
    ...replaced,
  };
}

/** An error as the engine throws it. */
export function engineError(code: string): Error {
  return Object.assign(new Error(`engine says ${code}`), { code });
}

/** Fails some of the commits, before or after they take effect. */
export function failingCommits(
  failures: Readonly<Record<number, { phase: 'before' | 'after'; code: string }>>,
): Gate {
  let commits = 0;
  return gate({
    commit: (phase) => {
      if (phase === 'before') commits += 1;
      const failure = failures[commits];
      return failure?.phase === phase
        ? Promise.reject(engineError(failure.code))
        : Promise.resolve();
    },
  });
}
