import { Command } from 'commander';

/**
 * `hearth simulate`: everything after it goes to the simulator as it stands, `--help` too.
 *
 * The simulator is loaded only then: no other verb waits for it.
 */
export function simulateCommand(exit: (code: number) => void): Command {
  return new Command('simulate')
    .description('run Hearth inside the failure simulator; see hearth simulate --help')
    .argument('[arguments...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (args: readonly string[]) => {
      const { simulate } = await import('../../simulator/main.js');
      exit(await simulate(args));
    });
}
