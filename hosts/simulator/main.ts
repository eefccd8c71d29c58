import { availableParallelism } from 'node:os';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { canaries } from './commands/canaries.js';
import { determinism } from './commands/determinism.js';
import { EXIT } from './commands/exit-codes.js';
import { complain } from './commands/print.js';
import { replay } from './commands/replay.js';
import { run } from './commands/run.js';
import { UsageError } from './commands/usage.js';
import { MutantError } from './mutants/mutant.js';
import { SettingError } from './plan/settings.js';

const EXIT_CODES = `
Exit codes: 0 pass, 1 a safety invariant, 2 usage, 3 a liveness invariant, 4 not deterministic,
5 proved nothing or a canary survived, 6 a defect or crash, 8 the simulator's own check,
9 timed out.
`;

/** Seeds of one run of the command. */
const SEEDS_MAX = 1_000_000;

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
  addReplay(program, ended);
  addCanaries(program, ended);
  addDeterminism(program, ended);
  return program;
}

function addRun(program: Command, ended: (code: number) => void): void {
  program
    .command('run')
    .description('runs seeds')
    .option('--seed <number>', 'one seed', seedNumber)
    .option('--seeds <range>', 'seeds from A to B, as A..B', seedRange)
    .option(
      '--set <name=value>',
      'pins one value, such as N2.on=false; may come again',
      collect,
      [],
    )
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--coverage', 'prints how much of core has run', false)
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate run --seeds 1..200 --set S6.on=true')
    .exitOverride()
    .action(async (options: RunFlags) => {
      const seeds = options.seeds ?? (options.seed === undefined ? [] : [options.seed]);
      if (seeds.length === 0) throw new UsageError('give --seed N or --seeds A..B');
      const { set: settings, mutate = null, coverage, jobs, json } = options;
      ended(await run({ seeds, settings, mutate, coverage, jobs, json }));
    });
}

function addReplay(program: Command, ended: (code: number) => void): void {
  program
    .command('replay')
    .description('runs one plan or seed and shows everything that happens')
    .argument('<plan>', 'a plan file, or a seed')
    .option('--canary <id>', 'with a mechanism broken on purpose')
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--set <name=value>', 'pins one value of a seed; may come again', collect, [])
    .option('--events', "shows the kernel's own events too", false)
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate replay 7')
    .exitOverride()
    .action(async (what: string, options: ReplayFlags) => {
      const { set: settings, canary = null, mutate = null, events, json } = options;
      ended(await replay({ what, settings, canary, mutate, events, json }));
    });
}

function addCanaries(program: Command, ended: (code: number) => void): void {
  program
    .command('canaries')
    .description('breaks mechanisms on purpose and sees whether it is found out')
    .option('--only <id>', 'one canary')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate canaries --only 4')
    .exitOverride()
    .action(async ({ only, jobs, json }: CanariesFlags) => {
      ended(await canaries({ only: only ?? null, jobs, json }));
    });
}

function addDeterminism(program: Command, ended: (code: number) => void): void {
  program
    .command('determinism')
    .description('runs every seed twice, in two processes and two time zones, and compares')
    .option('--seeds <number>', 'seeds from 1 on', seedNumber, 200)
    .option('--set <name=value>', 'pins one value; may come again', collect, [])
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate determinism --seeds 50')
    .exitOverride()
    .action(async (options: DeterminismFlags) => {
      const { seeds, set: settings, mutate = null, jobs, json } = options;
      ended(await determinism({ seeds, settings, mutate, jobs, json }));
    });
}

interface RunFlags {
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly set: readonly string[];
  readonly mutate?: string;
  readonly coverage: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

interface ReplayFlags {
  readonly set: readonly string[];
  readonly canary?: string;
  readonly mutate?: string;
  readonly events: boolean;
  readonly json: boolean;
}

interface CanariesFlags {
  readonly only?: string;
  readonly jobs: number;
  readonly json: boolean;
}

interface DeterminismFlags {
  readonly seeds: number;
  readonly set: readonly string[];
  readonly mutate?: string;
  readonly jobs: number;
  readonly json: boolean;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function seedNumber(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError('A seed is a whole number from 0 on.');
}

function seedRange(text: string): readonly number[] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    throw new InvalidArgumentError('A range of seeds is of the form 1..200.');
  }
  const from = seedNumber(first);
  const count = seedNumber(last) - from + 1;
  if (count < 1 || count > SEEDS_MAX) {
    throw new InvalidArgumentError('A range goes up, and holds a million seeds at most.');
  }
  return Array.from({ length: count }, (_, at) => from + at);
}

function jobCount(text: string): number {
  const count = seedNumber(text);
  if (count >= 1 && count <= 64) return count;
  throw new InvalidArgumentError('Processes are 1 to 64.');
}

if (argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await simulate(argv.slice(2));
