import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceRecord } from '../kernel/trace.js';
import { FAULT_CLASS_NAMES, FAULT_CLASSES } from '../plan/fault-classes.js';
import type { Plan } from '../plan/plan.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Outcome } from './pool.js';
import type { Summary } from './summary.js';

/** Where plans of failing seeds are kept. */
const PLAN_FOLDER = join(tmpdir(), 'hearth-simulate');

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One seed as an object of `--json`. */
export function seedLine(seed: number, outcome: Outcome): object {
  if (outcome.kind !== 'ran') {
    const reason = outcome.kind === 'hung' ? 'it did not end' : outcome.reason;
    return { seed, ok: false, error: reason };
  }
  const { ok, traceHash, events, commits, simulatedMs, counts } = outcome.result;
  const { firstViolation, tripped, crashes } = outcome.result;
  const { interleavings } = counts;
  const line = { seed, ok, traceHash, events, commits, simulatedMs, interleavings };
  return ok ? line : { ...line, firstViolation, tripped, crashes };
}

/** One seed for people: nothing for those that pass. */
export function seedText(seed: number, outcome: Outcome): string | null {
  if (exitCodeOf(outcome) === EXIT.pass) return null;
  if (outcome.kind === 'hung') return `seed ${String(seed)}: it did not end in time`;
  if (outcome.kind === 'died') return `seed ${String(seed)}: ${outcome.reason}`;
  const { firstViolation, tripped, crashes } = outcome.result;
  const lines = [
    ...(firstViolation === null ? [] : [violationText(firstViolation)]),
    ...tripped.slice(0, 1).map((name) => `DETERMINISM: it reached for ${name}`),
    ...crashes,
  ];
  return `seed ${String(seed)}: ${lines.join('\n  ')}`;
}

export function violationText(violation: {
  readonly invariant: string;
  readonly at: number;
  readonly entity: string;
  readonly detail: string;
}): string {
  const { invariant, at, entity, detail } = violation;
  return `${invariant} at ${(at / 1_000).toFixed(3)} s, ${entity}: ${detail}`;
}

/** Writes a plan where `replay` finds it. @returns its path. */
export function keepPlan(plan: Plan, name: string, folder = PLAN_FOLDER): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.plan.json`);
  writePlan(path, plan);
  return path;
}

/** Writes a plan as text that a person can read and edit. */
export function writePlan(path: string, plan: Plan): void {
  writeFileSync(path, `${JSON.stringify(plan, null, 1)}\n`);
}

export function summaryText(summary: Summary): string {
  return [
    `${String(summary.seeds)} seeds, ${String(summary.failed)} failed; ` +
      `${String(summary.seedsPerMinute)} seeds a minute, ` +
      `${String(summary.simulatedSecondsPerSecond)} simulated seconds a second`,
    `${String(summary.commits)} commits, ${String(summary.acknowledgements)} acknowledgements, ` +
      `${String(summary.resumes)} resumes, ${String(summary.resets)} resets, ` +
      `${String(summary.crashes)} crashes`,
    `${String(summary.interleavedSeeds)} seeds with other work between the statements of a unit`,
    ...faultRows(summary),
    ...summary.tooLittle.map((reason) => `proves nothing: ${reason}`),
  ].join('\n');
}

/** A line for each fault class: in how many seeds it was on, and what it changed. */
export function faultRows(summary: Pick<Summary, 'faults'>): readonly string[] {
  return FAULT_CLASS_NAMES.map((name) => {
    const { seeds, outcomes } = summary.faults[name];
    const count = `${String(seeds).padStart(6)} seeds ${String(outcomes).padStart(8)} outcomes`;
    return `  ${name.padEnd(4)}${count}  ${FAULT_CLASSES[name].title}`;
  });
}

/** A record of a trace in columns of fixed width. */
export function traceText(record: TraceRecord): string {
  const seconds = (record.timeUs / 1_000_000).toFixed(6).padStart(11);
  const { lane, kind, entity, detail } = record;
  return `${seconds}  ${lane.padEnd(10)}${kind.padEnd(12)}${entity} ${detail}`.trimEnd();
}
