import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { collect, jobCount, seedNumber } from './flags.js';
import { mutation } from './mutation.js';

/** What coordinates the messages. */
const DEFAULT_BELOW = ['core/streams', 'core/delivery', 'core/messaging', 'core/client'];

interface MutationFlags {
  readonly below: readonly string[];
  readonly mutants: number;
  readonly seeds: number;
  readonly from: number;
  readonly every: number;
  readonly only: string;
  readonly survivors: boolean;
  readonly atLeast: number;
  readonly jobs: number;
  readonly json: boolean;
  readonly results?: string;
}

/** Adds the verb `mutation`. @param ended - is given the exit code. */
export function addMutation(program: Command, ended: (code: number) => void): void {
  program
    .command('mutation')
    .description('changes sources by rule, one change at a time, and sees whether seeds find out')
    .option('--below <path>', 'a folder or file of sources; may come again', collect, [])
    .option('--mutants <number>', 'mutants of each, at most', seedNumber, 60)
    .option('--seeds <number>', 'seeds for each', seedNumber, 200)
    .option('--from <seed>', 'the first of them', seedNumber, 1)
    .option('--every <number>', 'from one of them to the next; 60: all of one kind', seedNumber, 1)
    .option('--only <text>', 'mutants whose id has this in it', '')
    .option('--survivors', 'try again what has survived, by the file of results', false)
    .option('--at-least <percent>', 'of those reached that must be killed', seedNumber, 85)
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--results <file>', 'keep results there, and try what it holds no more')
    .option('--json', 'one object a mutant', false)
    .addHelpText('after', '\nExample: hearth simulate mutation --below core/messaging --mutants 20')
    .exitOverride()
    .action(async (flags: MutationFlags) => {
      const below = flags.below.length === 0 ? DEFAULT_BELOW : flags.below;
      ended(await mutation({ ...flags, below, results: flags.results ?? null }));
    });
}
