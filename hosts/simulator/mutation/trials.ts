import type { Seed } from '../kernel/draws.js';

/** A seed with what is pinned in it. */
export interface Trial {
  readonly seed: Seed;
  readonly settings: readonly string[];
}

/** Bounds that a short run meets, readers and links that stop, and one process beside another. */
const TIGHT = ['B1.on=true', 'U1.on=true', 'N4.on=true', 'N1.on=true'] as const;

/** Nothing that makes steps of a server late: it must keep to its times. */
const PROMPT = ['S4', 'S5', 'C4', 'N8', 'P6'].map((name) => `${name}.on=false`);

/**
 * What mutants are tried on, in the order of seeds. Of ten seeds five are of the smoke profile as
 * they come; two have tight bounds and slow readers, two servers that are never late, and one is of
 * the standard profile.
 */
export function trialsUpTo(count: number): readonly Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = index + 1;
    return { seed, settings: settingsOf(seed) };
  });
}

function settingsOf(seed: Seed): readonly string[] {
  switch (seed % 10) {
    case 3:
    case 7:
      return TIGHT;
    case 1:
    case 5:
      return PROMPT;
    case 9:
      return ['profile=standard'];
    default:
      return [];
  }
}
