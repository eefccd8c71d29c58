import type { Plan } from '../plan/plan.js';

/** One seed of so many with wrong clocks runs a second time, with right ones. */
const TWIN_EVERY = 8;

/**
 * The same plan with clocks that are right; null where they are, or the seed is not one of those
 * that run twice.
 */
export function clockTwin(plan: Plan): Plan | null {
  const { C1, C3 } = plan.config.faults;
  if ((!C1.on && !C3.on) || plan.seed % TWIN_EVERY !== 0) return null;
  // Nothing is taken out: what is left happens at the same times and in the same order.
  const faults = plan.faults.map((fault) => (fault.class === 'C3' ? { ...fault, byMs: 0 } : fault));
  const config = {
    ...plan.config,
    faults: { ...plan.config.faults, C1: { ...C1, skewMs: 0 } },
  };
  return { ...plan, config, faults };
}
