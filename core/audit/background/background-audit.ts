import type { Audit } from '../../../ports/audit.js';
import type { Clock } from '../../../ports/clock.js';
import type { Telemetry } from '../../../ports/telemetry.js';
import { isChatError } from '../../vocabulary/errors.js';
import { SECOND_MS, type MonotonicMs } from '../../vocabulary/time.js';
import { Budget } from './budget.js';
import { Drifts } from './drifts.js';
import { AUDIT_LIMITS, type AuditLimits } from './limits.js';
import { Round } from './round.js';
import type { Verdict } from './verdict.js';

interface AuditPorts {
  readonly store: Audit;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<AuditLimits>;
}

/** How far the audit is, and what it holds. */
export interface AuditStats {
  /** Rows and events looked at since the start. */
  readonly rows: number;
  /** Rounds over everything that have ended since the start. */
  readonly rounds: number;
  /** Since the last round ended; since the start where none has. */
  readonly roundAgeMs: number;
  /** Drifts that stand. */
  readonly drifts: number;
  /** Rows of the step that had most. */
  readonly stepRowsMost: number;
  readonly roomsHeld: number;
  readonly deletionsHeld: number;
}

/**
 * Compares what is stored of reading with the log of events, all the time, a little at a time.
 *
 * It only reads: each step is one snapshot of a reader and bounded, with a pause after it. What is
 * not as the log says is counted in `unread_drift_total`, which stays 0 unless something is wrong.
 */
export class BackgroundAudit {
  readonly #ports: AuditPorts;
  readonly #limits: AuditLimits;
  readonly #drifts: Drifts;
  #round: Round;
  #cancel: (() => void) | null = null;
  #isRunning = false;
  #rows = 0;
  #rounds = 0;
  #stepRowsMost = 0;
  #roundEndedAt: MonotonicMs;

  constructor(ports: AuditPorts) {
    this.#ports = ports;
    this.#limits = { ...AUDIT_LIMITS, ...ports.limits };
    this.#drifts = new Drifts(ports.telemetry, this.#limits.driftsMax);
    this.#round = new Round(this.#limits);
    this.#roundEndedAt = ports.clock.monotonic();
    registerGauges(ports.telemetry, this.#limits, () => this.stats());
  }

  /** The first step comes after one pause. */
  start(): void {
    this.#isRunning = true;
    this.#schedule(this.#limits.stepPauseMs);
  }

  /** No step begins any more; one under way ends and tells nothing. */
  stop(): void {
    this.#isRunning = false;
    this.#cancel?.();
    this.#cancel = null;
  }

  stats(): AuditStats {
    const { rooms, deletions } = this.#round.held;
    return {
      rows: this.#rows,
      rounds: this.#rounds,
      roundAgeMs: this.#ports.clock.monotonic() - this.#roundEndedAt,
      drifts: this.#drifts.standing,
      stepRowsMost: this.#stepRowsMost,
      roomsHeld: rooms,
      deletionsHeld: deletions,
    };
  }

  #schedule(delayMs: number): void {
    this.#cancel = this.#ports.clock.after(delayMs, () => void this.#turn());
  }

  async #turn(): Promise<void> {
    const verdicts: Verdict[] = [];
    const budget = new Budget(this.#limits.stepRowsMax);
    try {
      await this.#ports.store.audit((view) => this.#round.step(view, budget, verdicts));
    } catch (error) {
      this.#failed(error);
    }
    if (!this.#isRunning) return;
    this.#looked(budget.spent);
    for (const verdict of verdicts) this.#drifts.judge(verdict);
    const hasEnded = this.#round.hasEnded;
    if (hasEnded) this.#endRound();
    this.#schedule(hasEnded ? this.#limits.roundPauseMs : this.#limits.stepPauseMs);
  }

  #looked(rows: number): void {
    this.#rows += rows;
    this.#stepRowsMost = Math.max(this.#stepRowsMost, rows);
  }

  #endRound(): void {
    this.#rounds += 1;
    this.#roundEndedAt = this.#ports.clock.monotonic();
    this.#round = new Round(this.#limits);
  }

  /** The next step goes on. A store that is busy or out of reach is no defect. */
  #failed(error: unknown): void {
    const { telemetry } = this.#ports;
    if (!this.#isRunning) return;
    telemetry.count('audit_failures_total');
    if (isChatError(error)) return;
    telemetry.log('error', 'the background audit failed', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function registerGauges(telemetry: Telemetry, limits: AuditLimits, stats: () => AuditStats): void {
  telemetry.gauge('audit_rows', 'Rows and events looked at since the start', () => stats().rows);
  telemetry.gauge('audit_rounds', 'Rounds over everything since the start', () => stats().rounds);
  telemetry.gauge(
    'audit_round_age_seconds',
    'Time since everything had been looked at; since the start before that',
    () => stats().roundAgeMs / SECOND_MS,
  );
  const bounded = [
    ['audit_drifts', 'Rows that are not what the log says', 'drifts', 'driftsMax'],
    ['audit_step_rows_most', 'Rows of the largest step', 'stepRowsMost', 'stepRowsMax'],
    ['audit_rooms_held', 'Rooms of the person at hand', 'roomsHeld', 'roomsHeldMax'],
    ['audit_deletions_held', 'Deletions of the room at hand', 'deletionsHeld', 'deletionsHeldMax'],
  ] as const;
  for (const [name, help, used, bound] of bounded) {
    telemetry.gauge(name, help, () => stats()[used]);
    telemetry.gauge(`${name}_max`, `Bound of ${name}`, () => limits[bound]);
  }
}
