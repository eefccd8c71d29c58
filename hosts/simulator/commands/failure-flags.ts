import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { ProfileName } from '../plan/profiles.js';
import { collect, jobCount, profileName, secondsCount, withProfile } from './flags.js';
import { keptPlans } from './kept-plans.js';
import { report } from './report.js';
import { shrink } from './shrink.js';

const PROFILE_HELP = 'smoke, standard or long';

interface ReportFlags {
  readonly profile?: ProfileName;
  readonly set: readonly string[];
  readonly canary?: string;
  readonly mutate?: string;
  readonly output?: string;
}

interface ShrinkFlags extends ReportFlags {
  readonly seconds: number;
  readonly jobs: number;
  readonly json: boolean;
}

/** Adds the commands that make a failure small and readable, and keep it. */
export function addFailures(program: Command, ended: (code: number) => void): void {
  addShrink(program, ended);
  addReport(program, ended);
  addPlans(program, ended);
}

function addShrink(program: Command, ended: (code: number) => void): void {
  program
    .command('shrink')
    .description('makes a failing seed or plan as small as it gets, failing in the same way')
    .argument('<plan>', 'a plan file, or a seed')
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option('--canary <id>', 'with a mechanism broken on purpose')
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--set <name=value>', 'pins one value of a seed; may come again', collect, [])
    .option('--seconds <number>', 'time after which the smallest so far is taken', secondsCount, 60)
    .option('-o, --output <file>', 'where the small plan goes')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate shrink 7 --canary 1')
    .exitOverride()
    .action(async (what: string, options: ShrinkFlags) => {
      const { canary = null, mutate = null, output = null, seconds, jobs, json } = options;
      const settings = withProfile(options.set, options.profile);
      ended(await shrink({ what, settings, canary, mutate, output, seconds, jobs, json }));
    });
}

function addReport(program: Command, ended: (code: number) => void): void {
  program
    .command('report')
    .description('says what led to a failure, in columns and as a page')
    .argument('<plan>', 'a plan file, or a seed')
    .option('--profile <name>', PROFILE_HELP, profileName)
    .option('--canary <id>', 'with a mechanism broken on purpose')
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--set <name=value>', 'pins one value of a seed; may come again', collect, [])
    .option('-o, --output <file>', 'where the page goes')
    .addHelpText('after', '\nExample: hearth simulate report 7 --canary 1 -o failure.html')
    .exitOverride()
    .action(async (what: string, options: ReportFlags) => {
      const { canary = null, mutate = null, output = null } = options;
      const settings = withProfile(options.set, options.profile);
      ended(await report({ what, settings, canary, mutate, output }));
    });
}

function addPlans(program: Command, ended: (code: number) => void): void {
  program
    .command('plans')
    .description('runs the plans that are kept: each passes, and fails with its canary')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate plans')
    .exitOverride()
    .action(async (options: { readonly jobs: number; readonly json: boolean }) => {
      ended(await keptPlans(options));
    });
}
