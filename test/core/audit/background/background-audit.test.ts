import { expect } from 'chai';
import { examine } from '../../../../core/audit/doctor.js';
import { ChatError } from '../../../../core/vocabulary/errors.js';
import type { Caller } from '../../../../ports/auth.js';
import { systemDigest } from '../../../../adapters/system/digest.js';
import { BOB, joins, newKey, openHousehold, value, type Household } from '../../world.js';
import { AuditKit } from './kit.js';

const WRONG_POSITION =
  'update memberships set read_seq = read_seq + 1 where room_id = ? and user_id = ?';

describe('the background audit', () => {
  let house: Household;
  let alice: Caller;
  let bob: Caller;

  beforeEach(async () => {
    house = await openHousehold();
    alice = house.alice.caller;
    bob = (await joins(house, BOB)).caller;
  });

  afterEach(() => house.close());

  /** Everything that the audit looks at happens once or more. */
  async function live(kit: AuditKit): Promise<void> {
    const first = await kit.post(bob, 'Is @Alice here?');
    const second = await kit.post(bob, 'And @Alice again');
    const third = await kit.post(alice, 'Yes, @Bob');
    await kit.read(alice, second.seq);
    await kit.markUnread(alice, first.seq);
    await kit.read(bob, third.seq);
    await kit.involve(bob, 'nothing');
    await kit.edit(bob, second.id, 'And nobody again');
    await kit.post(alice, 'one more');
    await kit.remove(alice, third.id);
    const create = { name: 'createRoom', key: newKey(), roomName: 'Kitchen' } as const;
    value(await house.rooms.create(alice, create));
  }

  it('AU1 counts nothing where rows and log agree', async () => {
    const kit = new AuditKit(house);
    await kit.round();
    await live(kit);
    await kit.round();
    expect([kit.drifts, kit.notes.said]).to.deep.equal([0, []]);
    expect(kit.audit.stats().rows).to.be.above(20);
  });

  for (const stepRowsMax of [6, 7, 11, 20]) {
    it(`AU1 counts nothing while everything changes, in steps of ${stepRowsMax} rows`, async () => {
      const kit = new AuditKit(house, { stepRowsMax, roomsHeldMax: 1 });
      for (let turn = 0; turn < 4; turn += 1) {
        kit.beforeLook = async () => {
          if (kit.looks % 2 === 0) await kit.post(kit.looks % 4 === 0 ? bob : alice, '@Alice @Bob');
          if (kit.looks % 7 === 0) await live(kit);
          if (kit.looks > 60) kit.beforeLook = () => undefined;
        };
        await kit.round();
      }
      expect([kit.drifts, kit.notes.said]).to.deep.equal([0, []]);
      expect(kit.audit.stats().stepRowsMost).to.be.within(1, stepRowsMax);
    });
  }

  const planted: readonly (readonly [string, string, string])[] = [
    ['a position', 'update memberships set read_seq = 1 where user_id = 1', 'memberships'],
    ['a generation', 'update memberships set read_generation = 7 where user_id = 1', 'memberships'],
    [
      'a choice',
      `update memberships set involvement = 'invisible' where user_id = 2 and room_id = 1`,
      'memberships',
    ],
    [
      'where somebody began',
      'update memberships set read_seq = 3 where room_id = 2 and user_id = 2',
      'memberships',
    ],
    ['a mention that is gone', 'delete from mentions where user_id = 1', 'mentions'],
    ['a mention elsewhere', 'update mentions set seq = seq + 1 where user_id = 1', 'mentions'],
    [
      'a mention too many',
      'insert into mentions (user_id, room_id, seq, message_id) values (2, 1, 2, 1)',
      'mentions',
    ],
    ['what is newest', 'update rooms set latest_seq = latest_seq - 1 where id = 1', 'rooms'],
    ['who wrote it', 'update rooms set latest_author_id = 2 where id = 1', 'rooms'],
    ['what others wrote', 'update rooms set latest_other_seq = 0 where id = 1', 'rooms'],
    [
      'something in a room without messages',
      'update rooms set latest_seq = 1 where id = 2',
      'rooms',
    ],
  ];

  for (const [what, sql, table] of planted) {
    it(`AU1 finds ${what}`, async () => {
      const kit = new AuditKit(house);
      await live(kit);
      house.tamper(sql);
      await kit.round();
      expect(kit.drifts, kit.notes.said.join()).to.be.within(1, 2);
      expect(kit.notes.said.every((line) => line.includes(`"table":"${table}"`))).to.equal(true);
    });
  }

  it('AU1 looks for what is newest however far down it is', async () => {
    const kit = new AuditKit(house, { stepRowsMax: 20 });
    const other = await kit.post(bob, 'long ago');
    for (let count = 0; count < 120; count += 1) await kit.post(alice, `${count}`);
    const gone = [await kit.post(bob), await kit.post(bob), await kit.post(alice)];
    for (const { id } of gone) await kit.remove(alice, id);
    await kit.round();
    expect(kit.drifts).to.equal(0);
    house.tamper('update rooms set latest_other_seq = ?', other.seq + 1);
    await kit.round();
    expect(kit.drifts).to.equal(1);
  });

  it('AU2 counts a drift once, and logs it once with table and ids and nothing that was said', async () => {
    const kit = new AuditKit(house);
    await kit.post(bob, 'a secret');
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    for (let count = 0; count < 3; count += 1) await kit.round();
    expect(kit.drifts).to.equal(1);
    const fields = { table: 'memberships', roomId: house.allTalk, userId: alice.userId };
    expect(kit.notes.said).to.deep.equal([
      `error stored otherwise than the log says ${JSON.stringify(fields)}`,
    ]);
    expect(kit.audit.stats().drifts).to.equal(1);
  });

  it('AU2 a drift that was mended and comes again is counted again', async () => {
    const kit = new AuditKit(house);
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    await kit.round();
    await kit.read(alice, (await kit.post(bob)).seq);
    await kit.round();
    expect([kit.drifts, kit.audit.stats().drifts]).to.deep.equal([1, 0]);
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    await kit.round();
    expect([kit.drifts, kit.audit.stats().drifts]).to.deep.equal([2, 1]);
    expect(kit.notes.said.map((line) => line.split(' ')[0])).to.deep.equal([
      'error',
      'info',
      'error',
    ]);
  });

  it('AU3 a step looks at so many rows at most, and the next one comes after a pause', async () => {
    const kit = new AuditKit(house, { stepRowsMax: 10, stepPauseMs: 250, roundPauseMs: 10_000 });
    for (let count = 0; count < 30; count += 1) await kit.read(bob, (await kit.post(alice)).seq);
    await kit.round();
    const { stepRowsMost, rounds } = kit.audit.stats();
    expect(stepRowsMost).to.be.within(1, 10);
    const { looks } = kit;
    kit.clock.advance(9_999);
    expect([kit.looks, kit.audit.stats().rounds]).to.deep.equal([looks, rounds]);
    kit.clock.advance(1);
    expect(kit.looks).to.equal(looks + 1);
  });

  it('AU3 who has many rooms is looked at several times', async () => {
    const kit = new AuditKit(house, { roomsHeldMax: 2 });
    for (let count = 0; count < 6; count += 1) {
      const create = { name: 'createRoom', key: newKey(), roomName: `${count}` } as const;
      const { roomId } = value(await house.rooms.create(bob, create));
      await kit.post(bob, '@Alice', roomId);
    }
    await kit.round();
    expect(kit.drifts).to.equal(0);
    house.tamper('update memberships set read_seq = 5 where room_id in (3, 7) and user_id = 1');
    house.tamper('delete from mentions where room_id = 6');
    await kit.round();
    expect(kit.drifts).to.equal(3);
  });

  it('AU4 what could not be read is read again, and is no drift', async () => {
    const kit = new AuditKit(house, { stepRowsMax: 8 });
    await live(kit);
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    let failures = 0;
    kit.beforeLook = () => {
      if (kit.looks % 3 !== 0) return;
      failures += 1;
      throw new ChatError('busy', 'Too many reads wait.');
    };
    await kit.round();
    expect(kit.drifts).to.equal(1);
    expect(failures).to.be.above(3);
    expect(kit.notes.counts.get('audit_failures_total')).to.equal(failures);
    expect(kit.notes.errors).to.have.length(1);
  });

  it('AU4 once it is stopped it looks at nothing and tells nothing', async () => {
    const kit = new AuditKit(house);
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    kit.beforeLook = () => {
      kit.audit.stop();
    };
    kit.clock.advance(250);
    kit.clock.advance(60_000);
    await house.store.read((snapshot) => snapshot.epoch());
    expect([kit.drifts, kit.looks, kit.clock.timers]).to.deep.equal([0, 1, 0]);
  });

  it('AU5 says how far it is', async () => {
    const kit = new AuditKit(house, { roundPauseMs: 10_000 });
    const gauge = (name: string) => kit.notes.gauges.get(`audit_${name}`)?.() ?? Number.NaN;
    kit.clock.advance(5);
    expect([gauge('rounds'), gauge('rows'), gauge('drifts')]).to.deep.equal([0, 0, 0]);
    await kit.round();
    kit.clock.advance(4_000);
    expect(gauge('rounds')).to.equal(2);
    expect(gauge('rows')).to.be.above(5);
    expect(gauge('round_age_seconds')).to.equal(4);
    expect([gauge('drifts_max'), gauge('step_rows_most_max')]).to.deep.equal([1_000, 250]);
  });

  it('AU6 of more drifts than it remembers the others are not counted', async () => {
    const kit = new AuditKit(house, { driftsMax: 1 });
    house.tamper('update memberships set read_seq = read_seq + 1');
    for (let count = 0; count < 2; count += 1) await kit.round();
    expect([kit.drifts, kit.audit.stats().drifts]).to.deep.equal([1, 1]);
  });

  it('AU7 what it finds the doctor finds too, each by itself', async () => {
    const kit = new AuditKit(house);
    await live(kit);
    house.tamper(WRONG_POSITION, house.allTalk, alice.userId);
    await kit.round();
    const findings = await examine({ store: house.store, digest: systemDigest });
    expect(findings.map(({ code }) => code)).to.deep.equal(['reading_mismatch']);
    expect(kit.drifts).to.equal(1);
  });
});
