import type { Plan } from '../plan/plan.js';

/** One seed of so many with wrong clocks runs a second time, with right ones. */
const TWIN_EVERY = 8;
/**
 * Clocks that are wrong by more make sessions look unused for an hour: the store notes their use,
 * and everything comes at other times.
 */
const SKEW_MS_MAX = 10_000;

/**
 * The same plan with clocks that are right; null where they are, or the seed is not one of those
 * that run twice.
 */
export function clockTwin(plan: Plan): Plan | null {
  const { C1, C3, P2 } = plan.config.faults;
  if (!C1.on || C3.on || C1.skewMs > SKEW_MS_MAX || plan.seed % TWIN_EVERY !== 0) return null;
  // What a drain hands over of presence is too old by a clock that is wrong: nothing is stored
  // otherwise by it, but everything comes at other times.
  if (plan.config.presence && P2.on) return null;
  const config = {
    ...plan.config,
    faults: { ...plan.config.faults, C1: { ...C1, skewMs: 0 } },
  };
  return { ...plan, config };
}
