import { editDiff } from '../mutants/mutant.js';
import type { Violation } from '../model/violation.js';
import { CleanTests } from '../gaps/clean-tests.js';
import { readGaps } from '../gaps/gap-rows.js';
import type { Found } from '../gaps/try-gap.js';
import { atOnce } from './at-once.js';
import { readCanaries, sourcesOf, type Canary } from './canary-files.js';
import { CleanSeeds } from './clean-seeds.js';
import { contractsElsewhere } from './contracts.js';
import { Crew } from './crew.js';
import type { ProfileName } from '../plan/profiles.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { firstFailing, seedsUpTo } from './first-failing.js';
import { tryRows } from './gaps.js';
import { hunt, settingsOf, type Sighting } from './hunt.js';
import { planOf } from './job.js';
import { JOB_WALL_MS_MAX } from './pool.js';
import { keepPlan, say, violationText } from './print.js';
import { quietGroups, withoutNeeds, type QuietGroup } from './quiet-groups.js';
import { UsageError } from './usage.js';

export interface CanariesCommand {
  readonly only: string | null;
  /** Instead of the profile that each canary names. */
  readonly profile: ProfileName | null;
  /** Tries the rows of the gap register after them, by what came of the canaries that they name. */
  readonly gaps: boolean;
  readonly json: boolean;
  readonly jobs: number;
}

/** A canary that runs on seeds of a certain profile. */
type ProfiledCanary = Canary & { readonly profile: ProfileName };

/** Seeds, at the least, that pass with a canary once what it needs is switched off. */
const SILENT_SEEDS_MIN = 20;
/** So many for each seed that it took to find it: what is found seldom is silent by chance. */
const SILENT_FOR_EACH = 3;

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
  /** Whether the seeds up to the one that found it pass without it. */
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
    ...canary,
    profile: command.profile ?? canary.profile ?? 'smoke',
  }));
  // One that does not fit is said before anything runs.
  for (const canary of mutants) sourcesOf(canary);
  return Crew.with({ processes: command.jobs, sources: null, wallMs: JOB_WALL_MS_MAX }, (crew) =>
    tryAll(mutants, new CleanSeeds(crew), command),
  );
}

async function tryAll(
  mutants: readonly ProfiledCanary[],
  clean: CleanSeeds,
  { jobs, json, gaps }: CanariesCommand,
): Promise<ExitCode> {
  const tried = new Map<number, Hunted>();
  let survived = 0;
  // Several canaries at a time, each in a process of its own that stays warm for all its seeds.
  const processes = mutants.length === 1 ? jobs : 1;
  const tell = (hunted: Hunted, silentWithoutNeeds: boolean): void => {
    const result = resultOf(hunted, silentWithoutNeeds);
    if (!result.caught) survived += 1;
    say(json ? JSON.stringify(result) : canaryText(result));
  };
  await atOnce(mutants, jobs, {
    each: (canary) => findOut(canary, clean, processes),
    then: (hunted, canary) => {
      tried.set(canary.id, hunted);
      // One that needs no fault does harm whatever is switched off.
      if (withoutNeeds(canary).length === 0) tell(hunted, true);
    },
  });
  await atOnce(quietGroups(mutants), jobs, {
    each: (group) => harmfulOf(group, { tried, processes }),
    then: (harmful, { members }) => {
      for (const { id } of members) tell(tried.get(id) as Hunted, !harmful.has(id));
    },
  });
  const count = mutants.length;
  if (!json) say(`${String(count - survived)} of ${String(count)} caught`);
  const ended = survived === 0 ? EXIT.pass : EXIT.provedNothing;
  if (!gaps) return ended;
  const found = new Map([...tried].map(([id, hunted]) => [id, foundOf(hunted)]));
  const bench = { seeds: clean, tests: new CleanTests(), processes, tried: found };
  const rows = await tryRows(readGaps(), bench, { jobs, json, isDetailed: false });
  return ended === EXIT.pass ? rows : ended;
}

/** What its own seeds and the contract suites have said of a canary. */
interface Hunted {
  readonly canary: ProfiledCanary;
  /** Null where no seed has found it. */
  readonly found: Sighting | null;
  readonly cleanWithout: boolean;
  readonly contractsSaid: string | null;
}

function foundOf({ found }: Hunted): Found | null {
  if (found === null) return null;
  const { seed, firstViolation, hits } = found;
  return { seed, firstViolation, hits };
}

async function findOut(
  canary: ProfiledCanary,
  clean: CleanSeeds,
  processes: number,
): Promise<Hunted> {
  const sources = sourcesOf(canary);
  // Contract suites mostly wait for timers: seeds run meanwhile.
  const [contractsSaid, found] = await Promise.all([
    contractsElsewhere(canary.file, sources),
    Crew.with({ processes, sources, wallMs: JOB_WALL_MS_MAX }, (crew) => hunt(canary, crew)),
  ]);
  // Those after the seed that found it were not run with it either.
  const cleanWithout = await clean.pass(settingsOf(canary), found?.seed ?? 0);
  return { canary, found, cleanWithout, contractsSaid };
}

/** Ids of those that do harm without what they need. Where a group does, its halves are tried. */
async function harmfulOf(
  { members, settings }: QuietGroup<ProfiledCanary>,
  given: {
    readonly tried: ReadonlyMap<number, Hunted>;
    /** Processes that run its seeds. */
    readonly processes: number;
  },
): Promise<ReadonlySet<number>> {
  const { tried, processes } = given;
  const found = members.map(({ id }) => tried.get(id)?.found?.seed ?? 0);
  const quietSeeds = Math.max(SILENT_SEEDS_MIN, SILENT_FOR_EACH * Math.max(...found));
  const sources = sourcesOf(...members);
  const harm = await Crew.with({ processes, sources, wallMs: JOB_WALL_MS_MAX }, (crew) =>
    firstFailing(crew, seedsUpTo(quietSeeds, settings)),
  );
  if (harm === null) return new Set();
  if (members.length === 1) return new Set(members.map(({ id }) => id));
  const half = Math.ceil(members.length / 2);
  const halves = [members.slice(0, half), members.slice(half)];
  const harmful = new Set<number>();
  for (const group of halves.flatMap(quietGroups)) {
    for (const id of await harmfulOf(group, given)) harmful.add(id);
  }
  return harmful;
}

function resultOf(hunted: Hunted, silentWithoutNeeds: boolean): CanaryResult {
  const { canary, found, cleanWithout, contractsSaid } = hunted;
  const { firstViolation = null, hits = 0 } = found ?? {};
  const attributed = firstViolation?.invariant === canary.invariant;
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
