import type { Command } from 'commander';
import { examine } from '../../../core/audit/doctor.js';
import type { Finding } from '../../../core/audit/finding.js';
import { DEAD_JOBS_MAX } from '../../../core/jobs/limits.js';
import type { Store } from '../../../ports/store.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { allRooms } from '../room.js';
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
          const jobs = { jobsWaiting: waiting, jobsGivenUp: dead };
          printJson(io, { findings: findings.length, ...(await sizeOf(store)), ...jobs });
          return;
        }
        const given = await store.read((snapshot) => snapshot.deadJobs(GIVEN_UP_SHOWN));
        for (const { kind, cause, failure } of given) {
          printLine(io, `Given up: ${kind} for ${cause} (${failure}).`);
        }
        for (const { code, subject, problem, advice } of findings) {
          printLine(io, `${subject}: ${problem} (${code})\n  ${advice}`);
        }
        const size = sizeText(await sizeOf(store));
        const isGood = findings.length === 0;
        printLine(io, isGood ? `Everything is as it should be: ${size}.` : verdict(findings, size));
      }),
    );
}

interface Size {
  readonly people: number;
  readonly rooms: number;
  /** Of all rooms. */
  readonly events: number;
}

async function sizeOf(store: Store): Promise<Size> {
  const people = await store.read((snapshot) => snapshot.peopleCount());
  let [rooms, events] = [0, 0];
  for await (const { head } of allRooms(store)) {
    rooms += 1;
    events += head;
  }
  return { people, rooms, events };
}

/** Says too that it looked at nothing: nothing found in nothing says little. */
function sizeText({ people, rooms, events }: Size): string {
  if (people === 0) return 'nobody has set it up yet';
  const of = (count: number, one: string, many: string): string =>
    `${count} ${count === 1 ? one : many}`;
  const inThem = of(events, 'event', 'events');
  return `${of(people, 'person', 'people')}, ${of(rooms, 'room', 'rooms')} with ${inThem}`;
}

function verdict(findings: readonly Finding[], size: string): string {
  const count = findings.length === 1 ? '1 thing is' : `${findings.length} things are`;
  return `${count} not as it should be: ${size}.`;
}
