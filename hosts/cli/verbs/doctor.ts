import type { Command } from 'commander';
import { examine } from '../../../core/audit/doctor.js';
import { DEAD_JOBS_MAX } from '../../../core/jobs/limits.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { dataVerb, withData, type DataOptions } from '../verb.js';

/** Of the jobs that were given up, those that are shown: the newest. */
const GIVEN_UP_SHOWN = 5;

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
          const { waiting, dead } = await store.read((s) => s.countJobs(DEAD_JOBS_MAX));
          printJson(io, { findings: findings.length, jobsWaiting: waiting, jobsGivenUp: dead });
          return;
        }
        const given = await store.read((snapshot) => snapshot.deadJobs(GIVEN_UP_SHOWN));
        for (const { kind, cause, failure } of given) {
          printLine(io, `Given up: ${kind} for ${cause} (${failure}).`);
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
