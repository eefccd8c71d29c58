import type { Command } from 'commander';
import { examine } from '../../../core/audit/doctor.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { dataVerb, withData, type DataOptions } from '../verb.js';

/** `hearth doctor`: is what is stored as it should be? */
export function doctorCommand(io: Io, exit: (code: number) => void): Command {
  return dataVerb('doctor', 'examine the database: order, digests, rows and events', [
    'hearth doctor',
    'hearth doctor --json',
  ])
    .addHelpText(
      'after',
      '\nIt changes nothing and may run beside a server. It exits with 4 where it finds something.',
    )
    .action((options: DataOptions) =>
      withData(io, options, async ({ store, digest }) => {
        const findings = await examine({ store, digest });
        exit(findings.length === 0 ? EXIT_DONE : EXIT_FOUND);
        if (options.json) {
          for (const finding of findings) printJson(io, finding);
          printJson(io, { findings: findings.length });
          return;
        }
        for (const { code, subject, problem, advice } of findings) {
          printLine(io, `${subject}: ${problem} (${code})\n  ${advice}`);
        }
        printLine(
          io,
          findings.length === 0 ? 'Everything is as it should be.' : `${findings.length} found.`,
        );
      }),
    );
}
