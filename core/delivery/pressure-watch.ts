import { NO_PRESSURE, pressed, SHEDDING } from '../limits/pressure.js';
import type { Shed } from '../limits/pressure.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { PressureReading } from '../../ports/pressure.js';
import { gaugeWithBound } from '../../ports/telemetry.js';
import type { Workings } from './workings.js';

const NOTHING_READ: PressureReading = { memoryBytes: 0, loopDelayMs: 0 };

/**
 * Decides what a process gives up while it has too little memory or its loop is late.
 *
 * It looks with each sweep while anybody is connected, and after that until nothing is given up.
 */
export class PressureWatch {
  readonly #workings: Workings;
  #state = NO_PRESSURE;
  #last = NOTHING_READ;

  constructor(workings: Workings) {
    this.#workings = workings;
    const { telemetry, limits } = workings;
    gaugeWithBound(telemetry, {
      name: 'delivery_memory_bytes',
      help: 'Memory of the process, at the last look; from its bound on pressure begins',
      used: () => this.#last.memoryBytes,
      bound: () => limits.memoryBytesMax,
    });
    gaugeWithBound(telemetry, {
      name: 'delivery_loop_delay_ms',
      help: 'Longest delay of the event loop, at the last look; from its bound on pressure begins',
      used: () => this.#last.loopDelayMs,
      bound: () => limits.loopDelayMsMax,
    });
  }

  /** How many of {@link SHEDDING} are given up. */
  get level(): number {
    return this.#state.level;
  }

  /** Whether something is given up now. */
  drops(what: Shed): boolean {
    return SHEDDING.indexOf(what) < this.#state.level;
  }

  /** Why nobody new is taken, or null where people are. */
  refusal(): Refusal | null {
    if (!this.drops('connections')) return null;
    const { pressureFallMs: retryAfterMs } = this.#workings.limits;
    return { code: 'busy', message: 'The server has too much to do just now.', retryAfterMs };
  }

  look(at: MonotonicMs): void {
    const { pressure, limits } = this.#workings;
    const before = this.level;
    this.#last = pressure.read();
    this.#state = pressed(this.#state, { reading: this.#last, at }, limits);
    if (this.level > before) this.#rose();
    else if (this.level === 0 && before > 0) this.#ended();
  }

  /** Nobody looks for a while: what was before says nothing of what comes then. */
  rest(): void {
    this.#state = NO_PRESSURE;
    this.#last = NOTHING_READ;
  }

  #rose(): void {
    const { telemetry } = this.#workings;
    const givenUp = SHEDDING[this.level - 1] ?? '';
    telemetry.count(`delivery_pressure_${givenUp}_total`);
    telemetry.log('warn', 'the process is pressed, and gives something up', {
      givenUp,
      memoryBytes: this.#last.memoryBytes,
      loopDelayMs: Math.round(this.#last.loopDelayMs),
    });
  }

  #ended(): void {
    this.#workings.telemetry.log('info', 'the process is pressed no longer, and gives nothing up');
  }
}
