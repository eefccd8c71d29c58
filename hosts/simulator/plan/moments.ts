import { Draws, type Seed } from '../kernel/draws.js';
import type { Config } from './config.js';

/**
 * Faults begin only after everyone has had the time to arrive: before, they would only delay that.
 */
export const FIRST_FAULT_MS = 1_000;

/** Times of something that happens every so often, with chance of its own for what it is like. */
export function moments(
  seed: Seed,
  config: Config,
  [stream, entity, everyMs]: readonly [string, string, number],
): readonly { readonly t: number; readonly draws: Draws }[] {
  const draws = new Draws(seed, stream, entity);
  const found: { readonly t: number; readonly draws: Draws }[] = [];
  let t = FIRST_FAULT_MS;
  for (;;) {
    t += 1 + Math.floor(draws.exponential(everyMs));
    if (t >= config.durationMs) return found;
    found.push({ t, draws });
  }
}
