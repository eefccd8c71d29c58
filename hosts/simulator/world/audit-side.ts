import type { SimulatedClock } from '../../../adapters/simulated/clock.js';
import type { SqliteStore } from '../../../adapters/sqlite/open.js';
import { BackgroundAudit } from '../../../core/audit/background/background-audit.js';
import { AUDIT_LIMITS } from '../../../core/audit/background/limits.js';
import type { AuditView } from '../../../ports/audit.js';
import type { Telemetry } from '../../../ports/telemetry.js';
import type { Life } from '../kernel/life.js';
import type { World } from './world.js';

/** The slowest round over a small database, with the pause before it. */
const ROUND_MS = 60_000;
const LOOK_MS = 500;

interface Parts {
  readonly world: World;
  readonly life: Life;
  readonly clock: SimulatedClock;
  readonly store: SqliteStore;
}

/** What an audit counts and logs of drift is told to the model; any other error is a defect. */
class AuditTelemetry implements Telemetry {
  readonly #parts: Parts;
  #counted = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  count(name: string, by = 1): void {
    if (name === 'unread_drift_total') this.#counted += by;
  }

  gauge(): void {
    // Nobody scrapes a simulation.
  }

  log(level: string, message: string, fields: Parameters<Telemetry['log']>[2] = {}): void {
    if (level !== 'error') return;
    const { world, life } = this.#parts;
    if (!('table' in fields)) world.model.defect(`${message}: ${JSON.stringify(fields)}`);
    else world.model.audits.drifted(life.lane, { ...fields, counted: this.#counted });
  }
}

/**
 * Starts the background audit of one engine, in steps so small that things happen between them;
 * null in seeds that have none. It ends with its life.
 */
export function startAudit(parts: Parts): BackgroundAudit | null {
  const { world, life, clock } = parts;
  const { auditEveryMs } = world.config;
  if (auditEveryMs === 0) return null;
  const draws = world.kernel.draws('audit', life.lane);
  const audit = new BackgroundAudit({
    store: { audit: (look) => watched(parts, look) },
    clock,
    telemetry: new AuditTelemetry(parts),
    limits: {
      stepRowsMax: draws.pick([20, 60, AUDIT_LIMITS.stepRowsMax]),
      stepPauseMs: draws.pick([20, 100, AUDIT_LIMITS.stepPauseMs]),
      roundPauseMs: auditEveryMs,
      roomsHeldMax: draws.pick([1, AUDIT_LIMITS.roomsHeldMax]),
    },
  });
  audit.start();
  return audit;
}

/** A look of the audit: others commit meanwhile. */
async function watched<Value>(
  { world, store }: Parts,
  look: (view: AuditView) => Promise<Value>,
): Promise<Value> {
  const { commits } = world.counts;
  const seen = await store.audit(look);
  world.model.audits.looked();
  if (world.counts.commits > commits) world.goal('commit-under-audit');
  return seen;
}

/** Once nothing moves any more: each of these looks at everything once. */
export function auditWhole(
  audits: readonly BackgroundAudit[],
  run: (forMs: number) => boolean,
): void {
  // The round under way may have looked at some of it before it came to rest.
  const until = audits.map((audit) => ({ audit, rounds: audit.stats().rounds + 2 }));
  const isOver = (): boolean => until.every(({ audit, rounds }) => audit.stats().rounds >= rounds);
  for (let waitedMs = 0; waitedMs < ROUND_MS && !isOver(); waitedMs += LOOK_MS) {
    if (!run(LOOK_MS)) return;
  }
}
