import { expect } from 'chai';
import { systemDigest } from '../../../adapters/system/digest.js';
import { examine } from '../../../core/audit/doctor.js';
import { FINDINGS, FINDINGS_MAX, type Finding } from '../../../core/audit/finding.js';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import {
  BOB,
  joins,
  newClientMessageId,
  newKey,
  openHousehold,
  openWorld,
  value,
  type Household,
} from '../world.js';

/** Ids of messages in the state that their name says. */
interface Messages {
  readonly plain: MessageId;
  readonly edited: MessageId;
  readonly deleted: MessageId;
}

/** A small installation in which everything has happened once. */
async function lived(house: Household): Promise<Messages> {
  const { alice, messaging, reading, rooms, allTalk: roomId } = house;
  const bob = await joins(house, BOB);
  const post = async (body: string): Promise<MessageId> => {
    const clientMessageId = newClientMessageId();
    const command = { name: 'post', roomId, clientMessageId, body } as const;
    return value(await messaging.post(bob.caller, command)).messageId;
  };
  const messages = {
    plain: await post('p'),
    edited: await post('e'),
    deleted: await post('d, @Alice'),
  };
  await post('@Alice, come');
  const read = { generation: 1, seq: 2 };
  value(await reading.read(alice.caller, { name: 'read', roomId, read }));
  const involve = { name: 'involve', key: newKey(), roomId, involvement: 'nothing' } as const;
  value(await reading.involve(alice.caller, involve));
  for (const revision of [1, 2]) {
    const target = { messageId: messages.edited };
    const body = `edit ${revision}`;
    const edit = { name: 'edit', key: newKey(), target, revision, body } as const;
    value(await messaging.edit(bob.caller, edit));
  }
  const target = { messageId: messages.deleted };
  value(await messaging.delete(bob.caller, { name: 'delete', key: newKey(), target }));
  const create = { name: 'createRoom', key: newKey(), roomName: 'Kitchen' } as const;
  const kitchen = value(await rooms.create(bob.caller, create)).roomId;
  const rename = { name: 'renameRoom', key: newKey(), roomId: kitchen, roomName: 'Stove' } as const;
  value(await rooms.rename(alice.caller, rename));
  return messages;
}

describe('the doctor', () => {
  let house: Household;
  let messages: Messages;

  beforeEach(async () => {
    house = await openHousehold();
    messages = await lived(house);
  });

  afterEach(() => house.close());

  function examined(): Promise<readonly Finding[]> {
    return examine({ store: house.store, digest: systemDigest });
  }

  async function found(): Promise<readonly string[]> {
    return (await examined()).map(({ code, subject }) => `${code} ${subject}`);
  }

  it('DO1 finds nothing where nothing is wrong', async () => {
    expect(await found()).to.deep.equal([]);
  });

  it('DO1 finds nothing before the first run', async () => {
    const world = await openWorld();
    expect(await examine({ store: world.store, digest: systemDigest })).to.deep.equal([]);
    await world.close();
  });

  it('DO1 finds nothing in a stream longer than it reads at once, beside a server that writes', async () => {
    const { alice, messaging, allTalk: roomId } = house;
    const post = (body: string) => {
      const clientMessageId = newClientMessageId();
      return messaging.post(alice.caller, { name: 'post', roomId, clientMessageId, body });
    };
    await Promise.all(Array.from({ length: 700 }, (_, number) => post(`${number}`)));
    const writing = Promise.all(Array.from({ length: 300 }, (_, number) => post(`late ${number}`)));
    const [problems] = await Promise.all([found(), writing]);
    expect(problems).to.deep.equal([]);
  });

  const tampering: readonly (readonly [string, string, RegExp])[] = [
    [
      'a removed event',
      "delete from events where stream = 'room:1' and seq = 3",
      /^sequence_gap room:1 event 3$/,
    ],
    [
      'a removed last event',
      `delete from events where id = (select max(id) from events where stream = 'account')`,
      /^sequence_gap account event/,
    ],
    [
      'altered data',
      "update events set data = '{\"userId\":1} ' where kind = 'person.joined' and seq = 2",
      /^digest_mismatch account event 2$/,
    ],
    [
      'an altered actor',
      "update events set actor = 1 where kind = 'message.deleted'",
      /^digest_mismatch room:1 event/,
    ],
    [
      'an altered digest',
      "update events set digest = zeroblob(32) where stream = 'room:2' and seq = 1",
      /^digest_mismatch room:2 event 1$/,
    ],
    [
      'unreadable data',
      "update events set data = '{' where stream = 'room:1' and seq = 3",
      /^event_unreadable room:1 event 3$/,
    ],
    [
      'a kind in the wrong stream',
      "update events set kind = 'room.opened' where kind = 'room.renamed'",
      /^event_unreadable room:2 event 2$/,
    ],
    [
      'an altered body',
      "update messages set body = 'forged' where body = 'p'",
      /^digest_mismatch room:1 event 2$/,
    ],
    [
      'an altered author',
      "update messages set author_id = 1 where body = 'p'",
      /^message_mismatch message/,
    ],
    ['a removed message', "delete from messages where body = 'p'", /^message_missing message/],
    [
      'a message that no event posted',
      `insert into messages (room_id, author_id, seq, posted_at, changed_at, body, salt)
       values (1, 1, 4711, 0, 4711, 'forged', '00')`,
      /^event_missing message/,
    ],
    [
      'a message beyond the head',
      `insert into messages (room_id, author_id, seq, posted_at, changed_at, body, salt)
       select 1, 1, seq + 1, 0, seq + 1, 'forged', '00' from streams where stream = 'room:1'`,
      /^event_missing message/,
    ],
    [
      'a wrong last change',
      "update messages set changed_at = changed_at + 1 where body = 'edit 2'",
      /^event_missing message/,
    ],
    [
      'a message brought back',
      "update messages set body = 'd', salt = '00' where body is null",
      /^message_mismatch message/,
    ],
    [
      'a renamed room',
      "update rooms set name = 'forged' where name = 'Stove'",
      /^room_mismatch room 2$/,
    ],
    ['a removed room', "delete from rooms where name = 'Stove'", /^room_missing room 2$/],
    [
      'a room that no event opened',
      `insert into rooms (id, name, kind, creator_id, created_at, changed_at)
       select 99, 'forged', kind, creator_id, created_at, changed_at from rooms where id = 1`,
      /^event_missing room 99$/,
    ],
    [
      'a lost membership',
      'delete from memberships where room_id = 2 and user_id = 2',
      /^membership_mismatch room 2$/,
    ],
    [
      'a read position that nobody said',
      'update memberships set read_seq = 4 where room_id = 1 and user_id = 1',
      /^reading_mismatch person 1 in room 1$/,
    ],
    [
      'an involvement that nobody chose',
      "update memberships set involvement = 'everything' where room_id = 1 and user_id = 1",
      /^reading_mismatch person 1 in room 1$/,
    ],
    ['a lost mention', 'delete from mentions', /^reading_mismatch person 1 in room 1$/],
    [
      'newest messages that are not',
      'update rooms set latest_seq = latest_seq - 1 where id = 1',
      /^room_mismatch room 1$/,
    ],
    ['a renamed account', "update account set name = 'forged'", /^account_mismatch account$/],
    ['a removed person', "delete from people where name = 'Bob'", /^person_mismatch person 2$/],
    [
      'an added person',
      `insert into people (name, email, role, created_at)
       values ('Eve', 'e@x', 'administrator', 0)`,
      /^person_mismatch account$/,
    ],
  ];

  for (const [what, sql, expected] of tampering) {
    it(`DO2 finds ${what}, and says where`, async () => {
      house.tamper(sql);
      if (what === 'a room that no event opened') {
        house.tamper('insert into memberships (room_id, user_id, created_at) values (99, 1, 0)');
      }
      expect(await found()).to.satisfy((all: readonly string[]) =>
        all.some((one) => expected.test(one)),
      );
    });
  }

  it('DO2 finds data of every kind that is not what its kind has, and goes on', async () => {
    for (const data of ['{}', 'null', '[]', '4', '{"requires":null,"roomId":1,"name":"x"}']) {
      house.tamper('update events set data = ?', data);
      const problems = await found();
      const unreadable = problems.filter((one) => one.startsWith('event_unreadable'));
      const { events } = await house.store.read((snapshot) =>
        snapshot.eventsAfter('room:1', 0, { events: 100, bytes: 100_000 }),
      );
      expect(unreadable, data).to.have.length.at.least(events.length - 1);
    }
  });

  it('DO3 reports one altered event as one finding, and the rest of the stream goes on', async () => {
    house.tamper(
      "update events set actor = 1 where stream = 'room:1' and kind = 'message.deleted'",
    );
    const problems = (await found()).filter((one) => one.startsWith('digest_mismatch'));
    expect(problems).to.have.length(1);
  });

  it('DO4 says of each finding what is wrong and what to do', async () => {
    house.tamper("update messages set body = 'forged', author_id = 1 where body = 'p'");
    house.tamper("update account set name = 'forged'");
    const findings = await examined();
    expect(findings).to.have.length.greaterThan(1);
    for (const { code, problem, advice } of findings) {
      expect(advice).to.equal(FINDINGS[code]);
      for (const sentence of [problem, advice]) expect(sentence).to.match(/^[A-Z].{10,}\.$/);
    }
  });

  it('DO5 changes nothing', async () => {
    house.tamper("update messages set body = 'forged' where body = 'p'");
    const first = await examined();
    expect(await examined()).to.deep.equal(first);
    const record = await house.store.read((snapshot) => snapshot.message(messages.plain));
    expect(record?.message).to.include({ body: 'forged' });
  });

  it(`DO6 stops after ${FINDINGS_MAX} findings and says so`, async () => {
    house.tamper(
      `insert into people (name, email, role, created_at)
       with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)
       select 'Eve', i, 'member', 0 from n`,
    );
    house.tamper(
      `insert into rooms (id, name, kind, creator_id, created_at, changed_at)
       select 1000 + id, 'forged', 'open', 1, 0, 1 from people where id > 2`,
    );
    house.tamper(
      `insert into memberships (room_id, user_id, created_at)
       select id, 1, 0 from rooms where id > 1000`,
    );
    const findings = await examined();
    expect(findings).to.have.length(FINDINGS_MAX + 1);
    expect(findings.at(-1)?.code).to.equal('too_many');
  });
});
