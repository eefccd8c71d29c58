import type { SignalFate } from '../../../adapters/simulated/broadcast.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import type { BusCuts } from './bus-cuts.js';
import { changedOutcome, strikes, type World } from './world.js';

/** What a signal takes within one machine, and one that is overtaken. */
const SIGNAL_MS = 0.3;
const OVERTAKEN_MS = 400;

/** Who says a signal, and what is cut. */
export interface Speaker {
  readonly world: World;
  readonly life: Life;
  /** Its name on the bus. */
  readonly name: string;
  readonly cuts: BusCuts;
}

/** Draws what becomes of each signal of one server process on its way to each other. */
export function signalFate(speaker: Speaker): (signal: object, hearer: string) => SignalFate {
  const { world, life, name, cuts } = speaker;
  const ways = new Map<string, Draws>();
  return (_signal, hearer) => {
    const draws = ways.get(hearer) ?? world.kernel.draws('N8', `${life.lane} ${hearer}`);
    ways.set(hearer, draws);
    const drawn = drawFate({ world, life }, draws);
    if (!cuts.isCut(name, hearer)) return drawn;
    changedOutcome(world, 'N8');
    world.kernel.note(life.lane, { kind: 'drop', entity: 'signal' });
    return { copiesAfterMs: [] };
  };
}

function drawFate({ world, life }: Pick<Speaker, 'world' | 'life'>, draws: Draws): SignalFate {
  const { lost, doubled, overtaken } = world.config.faults.N8;
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
}
