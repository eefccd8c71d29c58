import { availableParallelism } from 'node:os';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { canaries } from './commands/canaries.js';
import { determinism } from './commands/determinism.js';
import { EXIT } from './commands/exit-codes.js';
import {
  collect,
  jobCount,
  profileName,
  seedNumber,
  seedRange,
  withProfile,
} from './commands/flags.js';
import { demandCanaries, explain } from './commands/explain.js';
import { addGaps } from './commands/gaps-command.js';
import { addMutation } from './commands/mutation-command.js';
import { addFailures } from './commands/failure-flags.js';
import { complain } from './commands/print.js';
import { replay } from './commands/replay.js';
import { run } from './commands/run.js';
import { addSwarm } from './commands/swarm-flags.js';
import { UsageError } from './commands/usage.js';
import { MutantError } from './mutants/mutant.js';
import type { ProfileName } from './plan/profiles.js';
import { SettingError } from './plan/settings.js';

const EXIT_CODES = `
Exit codes: 0 pass, 1 a safety invariant, 2 usage, 3 a liveness invariant, 4 not deterministic,
5 proved nothing, a goal missed or a canary survived, 6 a defect or crash, 7 a resource bound,
8 the simulator's own check, 9 timed out.
`;

const PROFILE_HELP = 'smoke, standard or long';

/**
 * Runs the simulator's command with the arguments after its name, and prints.
 *
 * @returns the exit code, 0 to 9. It throws only for a defect of its own.
 */
export async function simulate(args: readonly string[]): Promise<number> {
  let code: number = EXIT.pass;
  const program = buildProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    const isUsage =
      error instanceof UsageError || error instanceof MutantError || error instanceof SettingError;
    if (!isUsage) throw error;
    complain(`hearth simulate: ${error.message}`);
    return EXIT.usage;
  }
}

function buildProgram(ended: (code: number) => void): Command {
  const program = new Command('hearth simulate')
    .description('Runs Hearth on virtual time, with faults, and checks what must hold.')
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  addRun(program, ended);
  addSwarm(program, ended);
  addReplay(program, ended);
  addFailures(program, ended);
  addCanaries(program, ended);
  addDeterminism(program, ended);
  addExplain(program, ended);
  addGaps(program, ended);
  addMutation(program, ended);
  return program;
}

function addRun(program: Command, ended: (code: number) => void): void {
  program
    .command('run')
    .description('runs seeds')
    .option('--seed <number>', 'one seed', seedNumber)
    .option('--seeds <range>', 'seeds from A to B, as A..B', seedRange)
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option(
      '--set <name=value>',
      'pins one value, such as N2.on=false; may come again',
      collect,
      [],
    )
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--trace <file>', 'writes the whole trace of the one seed there')
    .option(
      '--shrink <seconds>',
      'wall time for making failures smaller; 0 leaves them as they are',
      seedNumber,
      60,
    )
    .option('--coverage', 'prints how much of core has run', false)
    .option('--strict', 'refuses to run while an invariant has no canary', false)
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate run --seeds 1..200 --set S6.on=true')
    .exitOverride()
    .action(async (options: RunFlags) => {
      if (options.strict) demandCanaries();
      const seeds = options.seeds ?? (options.seed === undefined ? [] : [options.seed]);
      if (seeds.length === 0) throw new UsageError('give --seed N or --seeds A..B');
      const { mutate = null, trace = null, shrink: shrinkSeconds, coverage, jobs, json } = options;
      const settings = withProfile(options.set, options.profile);
      if (trace !== null && seeds.length > 1) throw new UsageError('a trace is of one seed');
      const rest = { shrinkSeconds, coverage, jobs, json };
      ended(await run({ seeds, settings, mutate, trace, ...rest }));
    });
}

function addReplay(program: Command, ended: (code: number) => void): void {
  program
    .command('replay')
    .description('runs one plan or seed and shows everything that happens')
    .argument('<plan>', 'a plan file, or a seed')
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option('--canary <id>', 'with a mechanism broken on purpose')
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--set <name=value>', 'pins one value of a seed; may come again', collect, [])
    .option('--trace <file>', 'writes the whole trace there')
    .option('--events', "shows the kernel's own events too", false)
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate replay 7')
    .exitOverride()
    .action(async (what: string, options: ReplayFlags) => {
      const { canary = null, mutate = null, trace = null, events, json } = options;
      const settings = withProfile(options.set, options.profile);
      ended(await replay({ what, settings, canary, mutate, trace, events, json }));
    });
}

function addCanaries(program: Command, ended: (code: number) => void): void {
  program
    .command('canaries')
    .description('breaks mechanisms on purpose and sees whether it is found out')
    .option('--only <id>', 'one canary')
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option('--strict', 'refuses to run while an invariant has no canary', false)
    .option('--gaps', 'and the gap register; its rows need no canary tried again', false)
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate canaries --only 4')
    .exitOverride()
    .action(async ({ strict, gaps, jobs, json, ...flags }: CanariesFlags) => {
      const { only = null, profile = null } = flags;
      if (strict) demandCanaries();
      if (gaps && (only ?? profile) !== null) {
        throw new UsageError('--gaps tries every row: give neither --only nor --profile');
      }
      ended(await canaries({ only, profile, gaps, jobs, json }));
    });
}

function addDeterminism(program: Command, ended: (code: number) => void): void {
  program
    .command('determinism')
    .description('runs every seed twice, in two processes and two time zones, and compares')
    .option('--seeds <number>', 'seeds from 1 on', seedNumber, 200)
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option('--set <name=value>', 'pins one value; may come again', collect, [])
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate determinism --seeds 50')
    .exitOverride()
    .action(async (options: DeterminismFlags) => {
      const { seeds, mutate = null, jobs, json } = options;
      const settings = withProfile(options.set, options.profile);
      ended(await determinism({ seeds, settings, mutate, jobs, json }));
    });
}

function addExplain(program: Command, ended: (code: number) => void): void {
  program
    .command('explain')
    .description('says what an invariant states, what it needs, and what proves that it bites')
    .argument('[invariant]', 'its id; all of them without')
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate explain S-TIMELINE')
    .exitOverride()
    .action((id: string | undefined, { json }: { readonly json: boolean }) => {
      ended(explain({ id: id ?? null, json }));
    });
}

interface RunFlags {
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly profile?: ProfileName;
  readonly set: readonly string[];
  readonly mutate?: string;
  readonly trace?: string;
  readonly shrink: number;
  readonly coverage: boolean;
  readonly strict: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

interface ReplayFlags {
  readonly profile?: ProfileName;
  readonly set: readonly string[];
  readonly canary?: string;
  readonly mutate?: string;
  readonly trace?: string;
  readonly events: boolean;
  readonly json: boolean;
}

interface CanariesFlags {
  readonly only?: string;
  readonly profile?: ProfileName;
  readonly strict: boolean;
  readonly gaps: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

interface DeterminismFlags {
  readonly seeds: number;
  readonly profile?: ProfileName;
  readonly set: readonly string[];
  readonly mutate?: string;
  readonly jobs: number;
  readonly json: boolean;
}

if (argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await simulate(argv.slice(2));
