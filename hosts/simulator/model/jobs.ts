import type { UserId } from '../../../core/vocabulary/ids.js';
import type { CommittedEvent } from './log.js';
import type { Bench } from './violation.js';

/** A claim that stands still is nobody else's for so long. */
const LEASE_MS = 20_000;
/** Once faults have stopped every job is done or dead within this time. */
const DONE_WITHIN_MS = 180_000;

/** A row of the table of jobs. */
export interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly cause: string;
  readonly payload: string;
  readonly fence: number;
  readonly held: boolean;
  /** Why it was given up; null while it waits. */
  readonly failure: string | null;
}

/** What one push is about, as its job says it. */
export interface PushedJob {
  readonly what: 'message' | 'withdrawal';
  readonly userId: UserId;
  readonly subscriptionId: number;
  readonly messageId: number | null;
}

/** Watches that each cause has its job, once, and that a job is one process's at a time. */
export class Jobs {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  #rows = new Map<number, JobRow>();
  /** Since when the claim of each job stands. */
  readonly #heldSinceMs = new Map<number, number>();
  /** The job of each cause so far, done or not. */
  readonly #causes = new Map<string, number>();
  /** Jobs that were seen to be taken over from whoever held them. */
  #takenOver = 0;
  /** Whether claims may have been found that stand since nobody knows when. */
  #areClaimsFound = false;

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  get waiting(): number {
    return [...this.#rows.values()].filter(({ failure }) => failure === null).length;
  }

  get takenOver(): number {
    return this.#takenOver;
  }

  /** Whether some of what was to be sent to a browser was given up. */
  isGivenUp(subscriptionId: number): boolean {
    return [...this.#rows.values()].some(
      ({ failure, payload }) =>
        failure !== null &&
        (JSON.parse(payload) as Partial<PushedJob>).subscriptionId === subscriptionId,
    );
  }

  /** An older copy has been restored: its jobs are done again, and nothing else is known. */
  restored(): void {
    this.#rows.clear();
    this.#heldSinceMs.clear();
    this.#causes.clear();
    this.recovered();
  }

  /**
   * The file is opened after a loss or another one in its place. Whoever starts there may have seen
   * its claims before the model does.
   */
  recovered(): void {
    this.#areClaimsFound = true;
  }

  /** What was just committed, with every job that is there now. */
  looked(events: readonly CommittedEvent[], rows: readonly JobRow[]): void {
    for (const { kind, data } of events) {
      if (kind === 'message.posted') this.#checkCalled(data, rows);
    }
    for (const row of rows) {
      this.#checkCause(row);
      this.#checkClaim(row);
    }
    this.#areClaimsFound = false;
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    for (const id of this.#heldSinceMs.keys()) {
      if (!this.#rows.has(id)) this.#heldSinceMs.delete(id);
    }
  }

  /**
   * Something is sent to a browser.
   *
   * @param there - its subscriptions: the same may be under way to another browser of the person.
   * @returns the job that it is for.
   */
  pushed(
    entity: string,
    push: Omit<PushedJob, 'subscriptionId'>,
    there: ReadonlySet<number | undefined>,
  ): PushedJob | null {
    this.#bench.judged('S-JOB-ONCE');
    let other: PushedJob | null = null;
    for (const { kind, held, payload } of this.#rows.values()) {
      if (kind !== 'push' || !held) continue;
      const job = JSON.parse(payload) as PushedJob;
      const isIt =
        job.what === push.what && job.userId === push.userId && job.messageId === push.messageId;
      if (isIt && there.has(job.subscriptionId)) return job;
      if (isIt) other ??= job;
    }
    if (other !== null) return other;
    const detail = 'something is sent to it, and no job for that is held';
    this.#bench.report({ invariant: 'S-JOB-ONCE', entity, detail });
    return null;
  }

  /** Everything has had its time. */
  finished(): void {
    this.#bench.judged('L-JOB');
    const left = [...this.#rows.values()].find(({ failure }) => failure === null);
    if (left === undefined) return;
    const afterS = String(DONE_WITHIN_MS / 1_000);
    const detail = `it is neither done nor given up ${afterS} s after the faults`;
    this.#bench.report({ invariant: 'L-JOB', entity: nameOf(left), detail });
  }

  #checkCalled(data: string, rows: readonly JobRow[]): void {
    const { messageId } = JSON.parse(data) as { readonly messageId: number };
    this.#bench.judged('S-JOB-ONCE');
    const isCalled = rows.some(
      ({ kind, payload }) =>
        kind === 'tell' &&
        (JSON.parse(payload) as { readonly messageId: number }).messageId === messageId,
    );
    if (isCalled) return;
    const entity = `message ${String(messageId)}`;
    const detail = 'it is stored without the job that tells people of it';
    this.#bench.report({ invariant: 'S-JOB-ONCE', entity, detail });
  }

  #checkCause(row: JobRow): void {
    const cause = `${row.kind} ${row.cause}`;
    const before = this.#causes.get(cause);
    this.#causes.set(cause, row.id);
    if (before === undefined || before === row.id) return;
    const detail = `there was job ${String(before)} for the same cause`;
    this.#bench.report({ invariant: 'S-JOB-ONCE', entity: nameOf(row), detail });
  }

  #checkClaim(row: JobRow): void {
    const before = this.#rows.get(row.id);
    if (before?.fence === row.fence) return;
    const sinceMs = this.#heldSinceMs.get(row.id);
    if (this.#areClaimsFound) this.#heldSinceMs.delete(row.id);
    else this.#heldSinceMs.set(row.id, this.#nowMs());
    if (before?.held !== true || sinceMs === undefined) return;
    this.#takenOver += 1;
    const heldMs = this.#nowMs() - sinceMs;
    if (heldMs >= LEASE_MS - 1) return;
    const detail = `it is claimed ${heldMs.toFixed(0)} ms after another claim that stands`;
    this.#bench.report({ invariant: 'S-JOB-ONCE', entity: nameOf(row), detail });
  }
}

function nameOf({ id, kind, cause }: JobRow): string {
  return `job ${String(id)} ${kind} ${cause}`;
}
