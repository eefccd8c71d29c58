import type { Candidate } from '../../ports/store-telling.js';
import type { Store, Tx } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { ClaimedJob, JobKind, JobResult } from '../jobs/job.js';
import { JOB_CLAIMS_MAX } from '../jobs/limits.js';
import type { MessageId, UserId } from '../vocabulary/ids.js';
import type { Message } from '../vocabulary/messages.js';
import { callForPush, tellWorkIn, type TellWork } from './calls.js';
import { whyUntold } from './decide.js';
import {
  HERE_AGAIN_MS,
  HERE_AGAIN_WAITING_MAX,
  PEOPLE_AT_ONCE_MAX,
  TELLING_AT_ONCE_MAX,
  UNCERTAIN_TRIES_MAX,
  UNCERTAIN_WAIT_MS,
} from './limits.js';
import type { Presence, Whereabouts } from './presence.js';

interface TellingPorts {
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly presence: Presence;
  readonly telemetry: Telemetry;
}

type Known = ReadonlyMap<UserId, Whereabouts>;

/** Of somebody who came into question only just now. */
const NOWHERE: Whereabouts = { certain: true, devices: new Map() };

/**
 * Decides whom to tell of a message, some people at a time: what is decided, who is told and which
 * browsers are to be pushed is one unit, so a repetition goes on from there and nobody is told
 * twice.
 *
 * Whoever is here is not told, and may not be: a device counts for a while after it has vanished.
 * So the job looks at them a second time once that is over.
 */
export class Telling implements JobKind {
  readonly atOnceMax = TELLING_AT_ONCE_MAX;
  readonly #ports: TellingPorts;

  constructor(ports: TellingPorts) {
    this.#ports = ports;
  }

  async run(job: ClaimedJob): Promise<JobResult> {
    for (let work = tellWorkIn(job.payload); ;) {
      const { messageId, after, anyHere } = work;
      const people = await this.#ports.store.read((snapshot) =>
        snapshot.candidates(messageId, after, PEOPLE_AT_ONCE_MAX),
      );
      if (people.length === 0 && !anyHere) return { kind: 'done' };
      const known = this.#whereabouts(people);
      const isCertain = [...known.values()].every((one) => one.certain);
      if (!isCertain && job.fence <= UNCERTAIN_TRIES_MAX) {
        return { kind: 'later', waitMs: UNCERTAIN_WAIT_MS };
      }
      const asked = { work, known };
      const step = await this.#ports.store.write((tx) => decide(tx, job, asked), {
        afterUnknownCommit: 'rerun',
      });
      if (step === null) return { kind: 'lost' };
      this.#count(step);
      if (step.next === null) return { kind: 'settled' };
      if (step.next.isSecondLook && !work.isSecondLook) {
        return { kind: 'later', waitMs: HERE_AGAIN_MS };
      }
      work = step.next;
    }
  }

  #count({ told, isLetGo }: Step): void {
    const { telemetry } = this.#ports;
    telemetry.count('notices_decided_total', told);
    if (isLetGo) telemetry.count('notices_not_looked_at_again_total');
  }

  #whereabouts(people: readonly Candidate[]): Known {
    const { presence } = this.#ports;
    return new Map(people.map(({ userId }) => [userId, presence.of(userId)]));
  }
}

/** What one unit has decided. */
interface Step {
  readonly told: number;
  /** What is left to be decided; null where nothing is. */
  readonly next: TellWork | null;
  /** Whether somebody was here, and there is no room to look at them again. */
  readonly isLetGo: boolean;
}

/** @returns null where another process has the job by now. */
async function decide(
  tx: Tx,
  job: ClaimedJob,
  { work, known }: { readonly work: TellWork; readonly known: Known },
): Promise<Step | null> {
  const { messageId, after } = work;
  const people = await tx.candidates(messageId, after, PEOPLE_AT_ONCE_MAX);
  const message = (await tx.message(messageId))?.message;
  const reasons = people.map((candidate) => {
    const whereabouts = known.get(candidate.userId) ?? NOWHERE;
    return message === undefined ? 'deleted' : whyUntold({ message, candidate, whereabouts });
  });
  const anyHere = work.anyHere || reasons.includes('here');
  const isLast = people.length < PEOPLE_AT_ONCE_MAX;
  const isOwed = isLast && anyHere && !work.isSecondLook;
  const isLetGo = isOwed && !(await canWait(tx, job));
  const next = isLast
    ? secondLook(messageId, isOwed && !isLetGo)
    : { ...work, after: people.at(-1)?.userId ?? null, anyHere };
  const isOurs =
    next === null ? await tx.settleJob(job) : await tx.advanceJob(job, JSON.stringify(next));
  if (!isOurs) return null;
  const chosen = people.filter((_, at) => reasons[at] === null);
  for (const { userId } of chosen) if (message !== undefined) await tell(tx, message, userId);
  return { told: chosen.length, next, isLetGo };
}

/** What is left once everybody has been decided about. */
function secondLook(messageId: MessageId, isOwed: boolean): TellWork | null {
  return isOwed ? { messageId, after: null, isSecondLook: true, anyHere: false } : null;
}

/** Whether there is room for one more job that waits for a second look. */
async function canWait(tx: Tx, job: ClaimedJob): Promise<boolean> {
  if (job.fence >= JOB_CLAIMS_MAX) return false;
  return (await tx.countJobs(HERE_AGAIN_WAITING_MAX + 1)).waiting <= HERE_AGAIN_WAITING_MAX;
}

async function tell(tx: Tx, message: Message, userId: UserId): Promise<void> {
  const { id: messageId, roomId, seq } = message;
  await tx.insertNotice({ messageId, userId, roomId, seq });
  for (const { id: subscriptionId } of await tx.subscriptionsOf(userId)) {
    const work = { what: 'message', subscriptionId, userId, messageId } as const;
    await callForPush(tx, `message:${messageId}`, work);
  }
}
