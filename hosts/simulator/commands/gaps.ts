import { CleanTests } from '../gaps/clean-tests.js';
import { gapDocument } from '../gaps/gap-document.js';
import { readGaps, type GapRow } from '../gaps/gap-rows.js';
import { tryGap, type GapBench, type GapResult } from '../gaps/try-gap.js';
import { atOnce } from './at-once.js';
import { CleanSeeds } from './clean-seeds.js';
import { Crew } from './crew.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { JOB_WALL_MS_MAX } from './pool.js';
import { say } from './print.js';
import { UsageError } from './usage.js';

export interface GapsCommand {
  /** One row; null for all. */
  readonly gap: string | null;
  /** Prints the page of docs instead of running anything. */
  readonly document: boolean;
  readonly json: boolean;
  readonly jobs: number;
}

/**
 * Runs the rows of the gap register and prints what came of each in this run.
 *
 * @throws MutantError when a sabotage no longer fits its file.
 */
export async function gaps(command: GapsCommand): Promise<ExitCode> {
  const rows = readGaps();
  if (command.document) {
    process.stdout.write(gapDocument(rows));
    return EXIT.pass;
  }
  const chosen = rows.filter(({ id }) => command.gap === null || id === command.gap);
  if (chosen.length === 0) throw new UsageError(`there is no gap ${command.gap ?? ''}`);
  const processes = chosen.length === 1 ? command.jobs : 1;
  return Crew.with({ processes: command.jobs, sources: null, wallMs: JOB_WALL_MS_MAX }, (crew) => {
    const tests = new CleanTests();
    const bench = { seeds: new CleanSeeds(crew), tests, processes, tried: new Map() };
    return tryRows(chosen, bench, { ...command, isDetailed: command.gap !== null });
  });
}

/** Tries rows and says what came of each. */
export async function tryRows(
  rows: readonly GapRow[],
  bench: GapBench,
  {
    jobs,
    json,
    isDetailed,
  }: { readonly jobs: number; readonly json: boolean; readonly isDetailed: boolean },
): Promise<ExitCode> {
  const counts = { closed: 0, open: 0, broken: 0 };
  await atOnce(rows, jobs, {
    each: (row) => tryGap(row, bench),
    then: (result, row) => {
      if (row.kind === 'open') counts.open += 1;
      else if (result.caught) counts.closed += 1;
      else counts.broken += 1;
      say(json ? JSON.stringify(rowObject(row, result)) : rowText(row, result, isDetailed));
    },
  });
  const { closed, open, broken } = counts;
  if (!json) say(`${String(closed)} closed, ${String(open)} open, ${String(broken)} not proved`);
  return broken === 0 ? EXIT.pass : EXIT.provedNothing;
}

function rowObject(row: GapRow, { caught, seed, hits }: GapResult): object {
  const { id, kind } = row;
  if (row.kind === 'open') return { id, kind, state: 'open', step: row.step, caught, seed, hits };
  const { mechanism, invariant, scenario } = row;
  const state = caught ? 'closed' : 'open';
  return { id, kind, state, mechanism, invariant, scenario, caught, seed, hits };
}

function rowText(row: GapRow, result: GapResult, isDetailed: boolean): string {
  const state = row.kind === 'open' ? 'open' : result.caught ? 'closed' : 'BROKEN';
  const watch = row.kind === 'open' ? '-' : row.invariant;
  const closedBy = row.kind === 'open' ? ` (${row.step})` : '';
  const head = `${row.id.padEnd(6)}${state.padEnd(8)}${watch.padEnd(22)}${row.wrong}${closedBy}`;
  const isWorthMore = isDetailed || state === 'BROKEN';
  const holds = isDetailed ? [`  must hold: ${row.holds}`] : [];
  const timeline = isWorthMore ? result.timeline.map((line) => `  ${line}`) : [];
  return [head, ...holds, ...timeline].join('\n');
}
