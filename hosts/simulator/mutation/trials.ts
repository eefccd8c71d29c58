import type { Seed } from '../kernel/draws.js';

/** A seed with what is pinned in it. */
export interface Trial {
  readonly seed: Seed;
  readonly settings: readonly string[];
}

/** Bounds that a short run meets, readers and links that stop, and one process beside another. */
const TIGHT = ['B1.on=true', 'U1.on=true', 'N4.on=true', 'N1.on=true'] as const;

/**
 * What mutants are tried on, in the order of seeds: of ten seeds seven are of the smoke profile as
 * they come, two have tight bounds and slow readers, and one is of the standard profile.
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
    case 9:
      return ['profile=standard'];
    default:
      return [];
  }
}
