import { expect } from 'chai';
import type { MessageId, UserId } from '../../../../core/vocabulary/ids.js';
import type { JobRow } from '../../../../hosts/simulator/model/jobs.js';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { ANA, created, modelOf, posted, ROOM, violated } from './histories.js';

const BO = 2 as UserId;
const [PHONE, TABLET] = [
  { id: 1, userId: BO, endpoint: 'https://push.test/c2/0' },
  { id: 2, userId: BO, endpoint: 'https://push.test/c3/0' },
];
const MENTION = { kind: 'person.mentioned', data: JSON.stringify({ roomId: ROOM, seq: 2 }) };
const NOTICE = {
  kind: 'message',
  userId: BO,
  roomId: ROOM,
  messageId: 1 as MessageId,
  seq: 2,
  title: 'Hall',
  body: 'Ana: text 1',
  badge: 1,
} as const;

function push({ id: subscriptionId }: typeof PHONE): JobRow {
  const work = { what: 'message', userId: BO, subscriptionId, messageId: 1 };
  return {
    id: subscriptionId,
    kind: 'push',
    cause: `message:1:${String(subscriptionId)}`,
    payload: JSON.stringify(work),
    fence: 1,
    held: true,
    failure: null,
  };
}

describe('the model of notices', () => {
  it('SI60 a person with two browsers is told on each, whichever job is held first', () => {
    const event = { ...created(), ...MENTION, stream: 'user:2', seq: 1, actor: ANA } as const;
    const model = modelOf(created(), posted(1), event);
    model.notices.looked([event], [PHONE, TABLET]);
    for (const jobs of [[push(PHONE), push(TABLET)], [push(TABLET)]]) {
      model.jobs.looked([], jobs);
      model.notices.pushed({ endpoint: TABLET.endpoint, notice: NOTICE, isNoted: true });
    }
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI60 a claim of a copy that was put back stands since nobody knows when', () => {
    const taken = { ...push(PHONE), fence: 2 };
    for (const isRestored of [true, false]) {
      const model = modelOf(created(), posted(1));
      if (isRestored) model.restored(new Map());
      model.jobs.looked([], [push(PHONE)]);
      model.jobs.looked([], [taken]);
      expect(violated(model)).to.deep.equal(isRestored ? [] : ['S-JOB-ONCE']);
    }
  });

  it('SI60 whoever may be active 60 s after a message need not be told of it', () => {
    expect(violated(untold({ heardMs: 60_000 }))).to.deep.equal([]);
    expect(violated(untold({ heardMs: 10_000 }))).to.deep.equal(['L-TELL']);
  });

  it('SI60 where more than 128 jobs wait nobody need be looked at again', () => {
    expect(violated(untold({ heardMs: 10_000, othersWaiting: 128 }))).to.deep.equal([]);
    expect(violated(untold({ heardMs: 10_000, othersWaiting: 127 }))).to.deep.equal(['L-TELL']);
  });
});

/** Bo is here when he is mentioned, is heard until a moment, and is told of nothing. */
function untold(of: { readonly heardMs: number; readonly othersWaiting?: number }): Model {
  let nowMs = 0;
  const model = new Model(() => nowMs);
  const who = { userId: BO, node: 'server@1' };
  const mention = { ...created(), ...MENTION, stream: 'user:2', seq: 1, actor: ANA } as const;
  const tell = { ...push(PHONE), kind: 'tell', payload: JSON.stringify({ messageId: 1 }) };
  const others = Array.from({ length: of.othersWaiting ?? 0 }, (_, at) => {
    const cause = `other ${String(at)}`;
    return { ...tell, id: 10 + at, cause, payload: JSON.stringify({ messageId: 10 + at }) };
  });
  model.committed([created(), posted(1), mention]);
  const devices = [PHONE];
  model.whomToTell.looked([], { jobs: [], devices });
  const jobs = [tell, ...others];
  model.whomToTell.looked([created(), posted(1), mention], { jobs, devices });
  model.presences.serverGot('c2.1#1', who, { type: 'here', state: 'active' });
  model.whomToTell.looked([], { jobs: others, devices });
  nowMs = of.heardMs;
  model.presences.serverGot('c2.1#1', who, { type: 'ping', n: 1 });
  nowMs = 80_000;
  model.whomToTell.finished(() => false);
  return model;
}
