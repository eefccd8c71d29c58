import type { SignalFate } from '../../../adapters/simulated/broadcast.js';
import type { Life } from '../kernel/life.js';
import { changedOutcome, strikes, type World } from './world.js';

/** What a signal takes within one machine, and one that is overtaken. */
const SIGNAL_MS = 0.3;
const OVERTAKEN_MS = 400;

/** Draws what becomes of each signal of one server process. */
export function signalFate(world: World, life: Life): () => SignalFate {
  const draws = world.kernel.draws('N8', life.lane);
  const { lost, doubled, overtaken } = world.config.faults.N8;
  return () => {
    const isLost = draws.happens(lost);
    const isDoubled = draws.happens(doubled);
    const isOvertaken = draws.happens(overtaken);
    const delayMs = world.config.faults.N1.on ? draws.exponential(SIGNAL_MS) : 0;
    const lateMs = draws.exponential(OVERTAKEN_MS);
    if (!strikes(world, 'N8', isLost || isDoubled || isOvertaken)) {
      return { copiesAfterMs: [delayMs] };
    }
    changedOutcome(world, 'N8');
    const kind = isLost ? 'drop' : isDoubled ? 'double' : 'late';
    world.kernel.note(life.lane, { kind, entity: 'signal' });
    if (isLost) return { copiesAfterMs: [] };
    const first = isOvertaken ? lateMs : delayMs;
    return { copiesAfterMs: isDoubled ? [first, first + delayMs] : [first] };
  };
}
