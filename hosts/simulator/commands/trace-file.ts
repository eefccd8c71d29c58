import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { TraceRecord } from '../kernel/trace.js';
import type { Plan } from '../plan/plan.js';
import type { Outcome } from './pool.js';

/** Version of the form of trace files. */
export const TRACE_SCHEMA = 1;

/**
 * A trace as text, one object a line with its keys in one order, so that two can be compared.
 *
 * First a header: `{schema, node, v8, sqlite, seed, config}`. Then each record: `i` its index, `t`
 * virtual microseconds, `k` kind, `n` lane, `e` entity, `c` index of its cause (-1 for none), `h`
 * payload hash, `s` number in the order of scheduling (0 for notes), `a` names of what it is about,
 * `d` words. Last a footer: `{hash, counts, verdict}`, where the verdict is `pass`, the violation
 * that came first, or how the process ended.
 */
export function traceLines(plan: Plan, outcome: Outcome): readonly string[] {
  const { node, v8 } = process.versions;
  const { seed, config } = plan;
  const header = { schema: TRACE_SCHEMA, node, v8, sqlite: sqliteVersion(), seed, config };
  const records = outcome.kind === 'ran' ? outcome.records.map(compact) : [];
  return [header, ...records, footerOf(outcome)].map((line) => JSON.stringify(line));
}

export function writeTrace(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function compact(record: TraceRecord): object {
  const { index: i, timeUs: t, kind: k, lane: n, entity: e, cause: c, payload: h } = record;
  const { seq: s, about: a, detail: d } = record;
  return { i, t, k, n, e, c, h, s, a, d };
}

function footerOf(outcome: Outcome): object {
  if (outcome.kind === 'hung') return { hash: null, counts: null, verdict: 'hung' };
  if (outcome.kind === 'died') return { hash: null, counts: null, verdict: outcome.reason };
  const { traceHash: hash, counts, ok, firstViolation, tripped, crashes } = outcome.result;
  return { hash, counts, verdict: ok ? 'pass' : (firstViolation ?? { tripped, crashes }) };
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    const row = db.prepare('select sqlite_version() as version').get();
    return (row as { readonly version: string }).version;
  } finally {
    db.close();
  }
}
