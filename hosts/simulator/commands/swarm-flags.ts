import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { ProfileName } from '../plan/profiles.js';
import { collect, jobCount, profileName, secondsCount, seedNumber, withProfile } from './flags.js';
import { swarm } from './swarm.js';

/** Seconds of a swarm that is not told how long it lasts. */
const SECONDS = 120;

/** Chance of the host: what {@link randomInt} can give at once. Far from where ranges begin. */
const START_MAX = 2 ** 48 - 1;

interface SwarmFlags {
  readonly seconds: number;
  readonly start?: number;
  readonly profile: ProfileName;
  readonly set: readonly string[];
  readonly mutate?: string;
  readonly stopOnFirst: boolean;
  readonly shrink: number;
  readonly out?: string;
  readonly jobs: number;
  readonly json: boolean;
}

/** Adds the command that runs seeds of chance for a while. */
export function addSwarm(program: Command, ended: (code: number) => void): void {
  program
    .command('swarm')
    .description('runs seeds from a start of chance on, for a while, and judges the whole')
    .option('--seconds <number>', 'how long new seeds are begun', secondsCount, SECONDS)
    .option('--start <seed>', 'first seed, instead of one of chance', seedNumber)
    .option('--profile <name>', 'smoke, standard or long', profileName, 'standard')
    .option('--set <name=value>', 'pins one value; may come again', collect, [])
    .option('--mutate <file>', 'runs on sources changed by a unified diff')
    .option('--stop-on-first', 'ends with the first seed that fails', false)
    .option(
      '--shrink <seconds>',
      'wall time for making failures smaller; 0 leaves them as they are',
      seedNumber,
      60,
    )
    .option('--out <folder>', 'where plans of failing seeds and the summary are written')
    .option('--jobs <number>', 'processes', jobCount, availableParallelism())
    .option('--json', 'one object a line', false)
    .addHelpText('after', '\nExample: hearth simulate swarm --seconds 120 --profile standard')
    .exitOverride()
    .action(async (options: SwarmFlags) => {
      const { seconds, start = randomInt(START_MAX), profile, mutate = null, jobs, json } = options;
      const { stopOnFirst, shrink: shrinkSeconds, out = null } = options;
      const settings = withProfile(options.set, profile);
      ended(
        await swarm({
          ...{ seconds, start, settings, mutate, stopOnFirst, shrinkSeconds, out },
          processes: jobs,
          json,
        }),
      );
    });
}
