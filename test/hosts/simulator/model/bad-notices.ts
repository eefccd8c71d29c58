import type { MessageId, UserId } from '../../../../core/vocabulary/ids.js';
import type { MessageNotice, NoticeWithdrawal } from '../../../../core/vocabulary/notices.js';
import type { JobRow } from '../../../../hosts/simulator/model/jobs.js';
import type { CommittedEvent } from '../../../../hosts/simulator/model/log.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, created, deleted, posted, ROOM } from './histories.js';

const BO = 2 as UserId;
const PHONE = 'https://push.test/c2/0';
const OTHER_PHONE = 'https://push.test/c3/0';
const BOS_PHONE = { id: 1, userId: BO, endpoint: PHONE };
/** The message that Bo is told of, and its place. */
const MESSAGE = 2;
const SEQ = 3;

const NOTICE: MessageNotice = {
  kind: 'message',
  userId: BO,
  roomId: ROOM,
  messageId: MESSAGE as MessageId,
  seq: SEQ,
  title: 'Hall',
  body: 'Ana: text 2',
  badge: 1,
};

const WITHDRAWAL: NoticeWithdrawal = {
  kind: 'withdrawal',
  userId: BO,
  roomId: ROOM,
  upTo: SEQ,
  messageId: null,
  badge: 0,
};

function job(id: number, change: Partial<JobRow> = {}): JobRow {
  const payload = JSON.stringify({ messageId: MESSAGE, after: null });
  const cause = `message:${String(MESSAGE)}`;
  return { id, kind: 'tell', cause, payload, fence: 0, held: false, failure: null, ...change };
}

/** The job of one push, held. */
function push(id: number, change: Partial<JobRow> = {}, subscriptionId = 1): JobRow {
  const work = { what: 'message', userId: BO, subscriptionId, messageId: MESSAGE };
  const cause = `message:${String(MESSAGE)}:${String(subscriptionId)}`;
  const held = { fence: 1, held: true, payload: JSON.stringify(work) };
  return job(id, { kind: 'push', cause, ...held, ...change });
}

function toldOf(seq: number, kind: string, data: object): CommittedEvent {
  const digest = String(seq).padStart(64, '0');
  const common = { at: 1_000, actor: BO, digest, content: null };
  return {
    ...common,
    stream: 'user:2',
    seq,
    kind,
    data: JSON.stringify({ roomId: ROOM, ...data }),
  };
}

/** Bo wants everything, or less. */
function wants(seq: number, involvement = 'everything'): CommittedEvent {
  return toldOf(seq, 'room.involved', { involvement });
}

function read(seq: number, upTo: number): CommittedEvent {
  return toldOf(seq, 'room.read', { read: { generation: 1, seq: upTo } });
}

function commit(model: Model, events: readonly CommittedEvent[], jobs: readonly JobRow[]): void {
  model.committed(events);
  model.jobs.looked(events, jobs);
  model.notices.looked(events, [BOS_PHONE]);
  model.whomToTell.looked(events, { jobs, devices: [BOS_PHONE] });
}

/** Ana says something in a room of which Bo wants everything, and his phone is about to be told. */
function saidTo(model: Model, ...events: readonly CommittedEvent[]): void {
  commit(model, [created(), wants(1)], []);
  commit(model, [posted(1), posted(MESSAGE)], [job(1), job(2, { cause: 'x', payload: first() })]);
  commit(model, events, [push(3)]);
}

function first(): string {
  return JSON.stringify({ messageId: 1, after: null });
}

function pushed(model: Model, change: Partial<Parameters<Model['notices']['pushed']>[0]>): void {
  model.notices.pushed({ endpoint: PHONE, notice: NOTICE, isNoted: true, ...change });
}

function once(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-MENTION-ONCE', title, play };
}

/** Bo's page says that he is there, and nothing more. */
function vanishes(model: Model): void {
  const who = { userId: BO, node: 'server@1' };
  model.presences.serverGot('c2.1#1', who, { type: 'here', state: 'active' });
}

function untold(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'L-TELL', title, play };
}

/** What browsers were told, and the jobs that it was for. */
export const BAD_NOTICES: readonly BadHistory[] = [
  {
    invariant: 'S-JOB-ONCE',
    title: 'a message without the job that tells of it',
    play: (model) => {
      commit(model, [created(), posted(1)], [job(1)]);
    },
  },
  {
    invariant: 'S-JOB-ONCE',
    title: 'a second job for one cause',
    play: (model) => {
      commit(model, [], [job(1)]);
      commit(model, [], []);
      commit(model, [], [job(2)]);
    },
  },
  {
    invariant: 'S-JOB-ONCE',
    title: 'a claim while another one stands',
    play: (model, moveTo) => {
      commit(model, [], [job(1)]);
      commit(model, [], [job(1, { fence: 1, held: true })]);
      moveTo(19_000);
      commit(model, [], [job(1, { fence: 2, held: true })]);
    },
  },
  {
    invariant: 'S-JOB-ONCE',
    title: 'a push without a job that is held',
    play: (model) => {
      saidTo(model);
      commit(model, [], [push(3, { held: false })]);
      pushed(model, {});
    },
  },
  {
    invariant: 'L-JOB',
    title: 'a job that waits for ever',
    play: (model) => {
      commit(model, [], [job(1)]);
      model.jobs.finished();
    },
  },
  {
    invariant: 'S-DEVICE',
    title: 'a browser that is sent what is for somebody else',
    play: (model, moveTo) => {
      saidTo(model);
      model.notices.looked([], [{ ...BOS_PHONE, id: 2, userId: 3 as UserId }]);
      moveTo(6_000);
      pushed(model, {});
    },
  },
  {
    invariant: 'S-DEVICE',
    title: 'a browser that is not whose it was said to be',
    play: (model) => {
      saidTo(model);
      model.notices.subscribed(3 as UserId, PHONE);
    },
  },
  once('its author is told of a message', (model) => {
    saidTo(model);
    const ofAna = { ...BOS_PHONE, id: 7, userId: ANA, endpoint: OTHER_PHONE };
    model.notices.looked([], [BOS_PHONE, ofAna]);
    const work = { what: 'message', userId: ANA, subscriptionId: 7, messageId: MESSAGE };
    model.jobs.looked([], [push(3, { payload: JSON.stringify(work) })]);
    pushed(model, { endpoint: OTHER_PHONE, notice: { ...NOTICE, userId: ANA } });
  }),
  once('a push at nothing', (model, moveTo) => {
    saidTo(model, wants(2, 'nothing'));
    moveTo(6_000);
    pushed(model, {});
  }),
  once('a push at mentions without a mention', (model, moveTo) => {
    saidTo(model, wants(2, 'mentions'));
    moveTo(6_000);
    pushed(model, {});
  }),
  once('a push of what was read', (model, moveTo) => {
    saidTo(model, read(2, SEQ));
    moveTo(6_000);
    pushed(model, {});
  }),
  once('a push of what was deleted', (model, moveTo) => {
    saidTo(model, deleted(MESSAGE, 4));
    moveTo(6_000);
    pushed(model, {});
  }),
  once('a push that is noted nowhere', (model) => {
    saidTo(model);
    pushed(model, { isNoted: false });
  }),
  once('a push of a message that there is not', (model) => {
    saidTo(model);
    const notice = { ...NOTICE, seq: 9 };
    pushed(model, { notice });
  }),
  once('a person who is told a second time on one browser', (model) => {
    saidTo(model);
    pushed(model, {});
    const again = { ...BOS_PHONE, id: 2 };
    model.jobs.looked([], [push(4, {}, 2)]);
    model.notices.looked([], [again]);
    pushed(model, {});
  }),
  untold('a person who wants everything is told of nothing', (model) => {
    saidTo(model);
    model.whomToTell.finished(() => false);
  }),
  untold('somebody who had just vanished is never looked at again', (model, moveTo) => {
    vanishes(model);
    moveTo(10_000);
    saidTo(model);
    moveTo(80_000);
    model.whomToTell.finished(() => false);
  }),
  {
    invariant: 'L-WITHDRAW',
    title: 'a browser that still shows what was read elsewhere',
    play: (model) => {
      saidTo(model);
      pushed(model, {});
      model.notices.arrived(PHONE, NOTICE);
      commit(model, [read(2, SEQ)], []);
      model.notices.arrived(PHONE, { ...WITHDRAWAL, upTo: SEQ - 1 });
      model.notices.finished();
    },
  },
  {
    invariant: 'L-WITHDRAW',
    title: 'a browser that still shows what was deleted',
    play: (model) => {
      saidTo(model, deleted(MESSAGE, 4));
      model.notices.arrived(PHONE, NOTICE);
      model.notices.finished();
    },
  },
];
