import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import {
  BOB,
  joins,
  newClientMessageId,
  openHousehold,
  value,
  type Household,
} from '../../core/world.js';
import { startHearth, type Started } from '../running.js';

describe('the background audit of a running Hearth', () => {
  let house: Household;
  let started: Started | null = null;

  beforeEach(async () => {
    house = await openHousehold();
    const bob = (await joins(house, BOB)).caller;
    const { allTalk: roomId, reading, messaging } = house;
    const post = { name: 'post', roomId, clientMessageId: newClientMessageId() } as const;
    const { seq } = value(await messaging.post(bob, { ...post, body: 'Is @Alice in?' }));
    const read = { generation: 1, seq };
    value(await reading.read(house.alice.caller, { name: 'read', roomId, read }));
  });

  afterEach(async () => {
    await started?.close();
    await house.close();
  });

  /** What is published once everything has been looked at. */
  async function metricsOf(running: Started): Promise<string> {
    for (;;) {
      const { text } = await running.ask({ path: '/metrics' });
      if (/^hearth_audit_rounds [1-9]/m.test(text)) return text;
      await pause(50);
    }
  }

  it('AU1 an untouched database has no drift', async () => {
    started = await startHearth({ store: house.store });
    const text = await metricsOf(started);
    expect(text).to.match(/^hearth_unread_drift_total 0$/m);
    expect(text).to.match(/^hearth_audit_drifts 0$/m);
    expect(text).to.match(/^hearth_audit_rows [1-9]\d*$/m);
  });

  it('AU1 a wrong position that was planted in the file is one', async () => {
    house.tamper(
      'update memberships set read_seq = 1 where user_id = ?',
      house.alice.caller.userId,
    );
    started = await startHearth({ store: house.store });
    expect(await metricsOf(started)).to.match(/^hearth_unread_drift_total 1$/m);
    const said = started.lines.filter((line) => line.includes('"level":"error"'));
    expect(said).to.have.length(1);
    expect(JSON.parse(said[0] ?? '')).to.deep.include({
      message: 'stored otherwise than the log says',
      table: 'memberships',
      roomId: house.allTalk,
      userId: house.alice.caller.userId,
    });
  });
});
