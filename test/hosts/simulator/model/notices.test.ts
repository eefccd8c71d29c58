import { expect } from 'chai';
import type { MessageId, UserId } from '../../../../core/vocabulary/ids.js';
import type { JobRow } from '../../../../hosts/simulator/model/jobs.js';
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
});
