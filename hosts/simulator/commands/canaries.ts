import { editDiff } from '../mutants/mutant.js';
import type { MutatedSources } from '../mutants/mutant.js';
import type { Violation } from '../model/violation.js';
import { readCanaries, sourcesOf, type Canary } from './canary-files.js';
import { contractsElsewhere } from './contracts.js';
import type { ProfileName } from '../plan/profiles.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { firstFailing, seedsUpTo } from './first-failing.js';
import { hunt, settingsOf } from './hunt.js';
import { planOf } from './job.js';
import { keepPlan, say, violationText } from './print.js';
import { UsageError } from './usage.js';

export interface CanariesCommand {
  readonly only: string | null;
  /** Instead of the profile that each canary names. */
  readonly profile: ProfileName | null;
  readonly json: boolean;
  readonly jobs: number;
}

/** A canary that runs on seeds of a certain profile. */
type ProfiledCanary = Canary & { readonly profile: ProfileName };

/** Seeds that pass with a canary once what it needs is switched off. */
const SILENT_SEEDS = 20;

/** What became of one canary. */
export interface CanaryResult {
  readonly id: number;
  readonly title: string;
  readonly invariant: string;
  /** By its own invariant, in time, having run, with all four comparisons clean. */
  readonly caught: boolean;
  /** Whether what was violated first is its own invariant. */
  readonly attributed: boolean;
  /** The seed that found it; null when none did. */
  readonly seed: number | null;
  /** Seeds that were given to it. */
  readonly seeds: number;
  readonly hits: number;
  readonly firstViolation: Violation | null;
  readonly plan: string | null;
  /** Whether the same seeds pass without it. */
  readonly cleanWithout: boolean;
  /** Whether it does no harm with what it needs switched off. */
  readonly silentWithoutNeeds: boolean;
  /** What the contract suites of other modules said; null when they pass with it. */
  readonly contractsSaid: string | null;
  readonly diff: readonly string[];
}

/** Runs every canary, or one. @throws MutantError when one no longer fits. */
export async function canaries(command: CanariesCommand): Promise<ExitCode> {
  const all = readCanaries();
  const chosen = all.filter(({ id }) => command.only === null || String(id) === command.only);
  if (chosen.length === 0) throw new UsageError(`there is no canary ${command.only ?? ''}`);
  const mutants = chosen.map((canary) => ({
    canary: { ...canary, profile: command.profile ?? canary.profile ?? 'smoke' },
    sources: sourcesOf(canary),
  }));
  const processes = command.jobs;
  const clean = await cleanSeeds(
    mutants.map(({ canary }) => canary),
    processes,
  );
  let survived = 0;
  for (const { canary, sources } of mutants) {
    const cleanWithout = (clean.get(settingsOf(canary).join(' ')) ?? 0) >= canary.seeds;
    const result = await tryCanary({ canary, sources, cleanWithout, processes });
    if (!result.caught) survived += 1;
    say(command.json ? JSON.stringify(result) : canaryText(result));
  }
  if (!command.json) say(`${String(chosen.length - survived)} of ${String(chosen.length)} caught`);
  return survived === 0 ? EXIT.pass : EXIT.provedNothing;
}

/** How many seeds from the first on pass without any canary, by settings, as far as it matters. */
async function cleanSeeds(
  chosen: readonly ProfiledCanary[],
  processes: number,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Map<string, number>();
  for (const canary of chosen) {
    const key = settingsOf(canary).join(' ');
    wanted.set(key, Math.max(canary.seeds, wanted.get(key) ?? 0));
  }
  const clean = new Map<string, number>();
  for (const [key, most] of wanted) {
    const jobs = seedsUpTo(most, key.split(' '));
    const failing = await firstFailing({ jobs, processes, sources: null });
    clean.set(key, failing === null ? most : failing.seed - 1);
  }
  return clean;
}

async function tryCanary(trial: {
  readonly canary: ProfiledCanary;
  readonly sources: MutatedSources;
  readonly cleanWithout: boolean;
  readonly processes: number;
}): Promise<CanaryResult> {
  const { canary, sources, cleanWithout, processes } = trial;
  const settings = settingsOf(canary);
  const found = await hunt(canary, sources, processes);
  const without = [...canary.needs.map((name) => `${name}.on=false`), ...(canary.without ?? [])];
  // One that needs no fault does harm whatever is switched off.
  const quiet = without.length === 0 ? [] : seedsUpTo(SILENT_SEEDS, [...settings, ...without]);
  // Contract suites mostly wait for timers: seeds run meanwhile.
  const [contractsSaid, harm] = await Promise.all([
    contractsElsewhere(canary.file, sources),
    firstFailing({ jobs: quiet, processes, sources }),
  ]);
  const { firstViolation = null, hits = 0 } = found ?? {};
  const attributed = firstViolation?.invariant === canary.invariant;
  const silentWithoutNeeds = harm === null;
  const { id, title, invariant, seeds } = canary;
  return {
    id,
    title,
    invariant,
    caught: attributed && hits > 0 && cleanWithout && silentWithoutNeeds && contractsSaid === null,
    attributed,
    seed: found?.seed ?? null,
    seeds,
    hits,
    firstViolation,
    plan: found === null ? null : keepPlan(planOf(found.job), `canary-${String(id)}`),
    cleanWithout,
    silentWithoutNeeds,
    contractsSaid,
    diff: editDiff(canary),
  };
}

function canaryText(result: CanaryResult): string {
  const { id, title, caught, attributed, seed, seeds, hits, firstViolation, plan } = result;
  const { cleanWithout, silentWithoutNeeds, contractsSaid } = result;
  const why = [
    ...(seed === null ? [`no seed of ${String(seeds)} found it`] : []),
    ...(seed !== null && !attributed ? ['something else was violated first'] : []),
    ...(hits === 0 ? ['it never ran'] : []),
    ...(cleanWithout ? [] : ['seeds fail without it']),
    ...(silentWithoutNeeds ? [] : ['it does harm without what it needs']),
    ...(contractsSaid === null ? [] : ['contract tests of other modules notice it']),
  ];
  return [
    `canary ${String(id)}, ${title}: ${caught ? 'caught' : `NOT CAUGHT (${why.join('; ')})`}`,
    ...(seed === null ? [] : [`  seed ${String(seed)} of ${String(seeds)}, ${String(hits)} hits`]),
    ...(firstViolation === null ? [] : [`  ${violationText(firstViolation)}`]),
    ...(plan === null ? [] : [`  npx hearth simulate replay ${plan} --canary ${String(id)}`]),
    ...(contractsSaid === null ? [] : [contractsSaid]),
    ...result.diff.map((line) => `    ${line}`),
  ].join('\n');
}
