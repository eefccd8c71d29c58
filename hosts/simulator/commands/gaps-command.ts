import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { jobCount } from './flags.js';
import { gaps } from './gaps.js';

interface GapsFlags {
  readonly gap?: string;
  readonly document: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

/** Adds the verb `gaps`. @param ended - is given the exit code. */
export function addGaps(program: Command, ended: (code: number) => void): void {
  program
    .command('gaps')
    .description('runs the gap register: each check as it is, and with its mechanism broken')
    .option('--gap <id>', 'one row, with what happened')
    .option('--document', 'prints docs/gaps.md and runs nothing', false)
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a row', false)
    .addHelpText('after', '\nExample: hearth simulate gaps --gap 1.1b')
    .exitOverride()
    .action(async ({ gap, document, jobs, json }: GapsFlags) => {
      ended(await gaps({ gap: gap ?? null, document, jobs, json }));
    });
}
