import type { Candidate } from '../../ports/store-telling.js';
import type { Store, Tx } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { ClaimedJob, JobKind, JobResult } from '../jobs/job.js';
import type { UserId } from '../vocabulary/ids.js';
import type { Message } from '../vocabulary/messages.js';
import { callForPush, type TellWork } from './calls.js';
import { whyUntold } from './decide.js';
import {
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
 */
export class Telling implements JobKind {
  readonly atOnceMax = TELLING_AT_ONCE_MAX;
  readonly #ports: TellingPorts;

  constructor(ports: TellingPorts) {
    this.#ports = ports;
  }

  async run(job: ClaimedJob): Promise<JobResult> {
    const { messageId, after } = JSON.parse(job.payload) as TellWork;
    for (let last = after; ;) {
      const people = await this.#ports.store.read((snapshot) =>
        snapshot.candidates(messageId, last, PEOPLE_AT_ONCE_MAX),
      );
      if (people.length === 0) return { kind: 'done' };
      const known = this.#whereabouts(people);
      const isCertain = [...known.values()].every((one) => one.certain);
      if (!isCertain && job.fence <= UNCERTAIN_TRIES_MAX) {
        return { kind: 'later', waitMs: UNCERTAIN_WAIT_MS };
      }
      const step = await this.#ports.store.write(
        (tx) => decide(tx, job, { messageId, after: last, known }),
        { afterUnknownCommit: 'rerun' },
      );
      if (step === null) return { kind: 'lost' };
      this.#ports.telemetry.count('notices_decided_total', step.told);
      if (step.last === null) return { kind: 'settled' };
      last = step.last;
    }
  }

  #whereabouts(people: readonly Candidate[]): Known {
    const { presence } = this.#ports;
    return new Map(people.map(({ userId }) => [userId, presence.of(userId)]));
  }
}

/** @returns null where another process has the job by now. */
async function decide(
  tx: Tx,
  job: ClaimedJob,
  { messageId, after, known }: TellWork & { readonly known: Known },
): Promise<{ readonly told: number; readonly last: UserId | null } | null> {
  const people = await tx.candidates(messageId, after, PEOPLE_AT_ONCE_MAX);
  const isLast = people.length < PEOPLE_AT_ONCE_MAX;
  const last = isLast ? null : (people.at(-1)?.userId ?? null);
  const rest: TellWork = { messageId, after: last };
  const isOurs = await (isLast ? tx.settleJob(job) : tx.advanceJob(job, JSON.stringify(rest)));
  if (!isOurs) return null;
  const record = await tx.message(messageId);
  let told = 0;
  for (const candidate of record === null ? [] : people) {
    const whereabouts = known.get(candidate.userId) ?? NOWHERE;
    const { message } = record ?? {};
    if (message === undefined || whyUntold({ message, candidate, whereabouts }) !== null) continue;
    await tell(tx, message, candidate.userId);
    told += 1;
  }
  return { told, last };
}

async function tell(tx: Tx, message: Message, userId: UserId): Promise<void> {
  const { id: messageId, roomId, seq } = message;
  await tx.insertNotice({ messageId, userId, roomId, seq });
  for (const { id: subscriptionId } of await tx.subscriptionsOf(userId)) {
    const work = { what: 'message', subscriptionId, userId, messageId } as const;
    await callForPush(tx, `message:${messageId}`, work);
  }
}
