import { expect } from 'chai';
import { MemoryLocalStore } from '../../../adapters/memory/memory-local-store.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { Device } from '../../../core/client/device.js';
import type { DeviceInput } from '../../../core/client/inputs.js';
import type { ClientMessageId } from '../../../core/vocabulary/ids.js';
import { OUTBOX_ENTRIES_MAX } from '../../../ports/local-store.js';
import {
  claimed,
  item,
  kept,
  online,
  post,
  refuse,
  retry,
  sent,
  stateOf,
  stored,
} from './outbox-acts.js';
import { ME, Play } from './play.js';
import { ROOM } from './room-log.js';

describe('core/client outbox, at hand', () => {
  it('OB8 a person sends a failed message again: same id, same place', () => {
    const play = online();
    refuse(play, sent(play, 'a'), 'forbidden');
    post(play, 'b');
    play.effects = [];
    retry(play, 'a');
    expect(play.state.outbox.map(({ clientMessageId }) => clientMessageId)).to.deep.equal([
      'a',
      'b',
    ]);
    kept(play, 'a');
    claimed(play, 'a');
    expect(play.sent('command')).to.have.length(1);
    expect(stateOf(play, 'a')).to.equal('sending');
  });

  it('OB9 only what never left is changed in place, and only that or what is over is discarded', () => {
    const play = online().lose();
    post(play, 'a');
    kept(play, 'a');
    play.take({ type: 'change', id: 'a' as ClientMessageId, body: 'better' });
    expect(play.took('changeSettled').map(({ changed }) => changed)).to.deep.equal([true]);
    expect(item(play, 'a')?.body).to.equal('better');
    kept(play, 'a');
    play.pass(2_000).connect();
    claimed(play, 'a');
    play.take({ type: 'change', id: 'a' as ClientMessageId, body: 'too late' });
    play.take({ type: 'discard', id: 'a' as ClientMessageId });
    expect(play.took('changeSettled').map(({ changed }) => changed)).to.deep.equal([false]);
    expect(item(play, 'a')?.body).to.equal('better');
    const [frame] = play.sent('command');
    if (frame === undefined) throw new Error('it was not sent');
    refuse(play, frame, 'forbidden');
    play.take({ type: 'discard', id: 'a' as ClientMessageId });
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.took('settle')).to.have.length(1);
  });

  it('OB9 a message that is discarded while it is being claimed does not leave', () => {
    const play = online();
    post(play, 'a');
    kept(play, 'a');
    play.take({ type: 'discard', id: 'a' as ClientMessageId });
    claimed(play, 'a');
    expect(play.sent('command')).to.deep.equal([]);
  });

  it('OB10 an empty or oversized message, one too many, and one of nobody are refused with a code', () => {
    const play = new Play();
    post(play, 'nobody');
    play.connect().load();
    post(play, 'blank', { body: ' \n ' });
    post(play, 'large', { body: 'ü'.repeat(16 * 1024 + 1) });
    for (let index = 0; index <= OUTBOX_ENTRIES_MAX; index += 1) post(play, `id-${index}`);
    const refusals = play.took('postSettled').map(({ id, refusal }) => [id, refusal?.code]);
    expect(refusals).to.deep.equal([
      ['nobody', 'unavailable'],
      ['blank', 'invalid_argument'],
      ['large', 'invalid_argument'],
      [`id-${OUTBOX_ENTRIES_MAX}`, 'limit_exceeded'],
    ]);
    expect(play.state.outbox).to.have.length(OUTBOX_ENTRIES_MAX);
  });

  it('OB11 where the device fails, the message goes on in memory and the view says so', () => {
    const play = online();
    post(play, 'a');
    const refusal = { code: 'unavailable', message: 'No storage.' } as const;
    play.take({ type: 'notStored', userId: ME, task: 'keep', id: 'a' as ClientMessageId, refusal });
    expect(play.state.outboxDurable).to.equal(false);
    expect(play.took('postSettled').map((settled) => settled.refusal)).to.deep.equal([null]);
    expect(play.sent('command')).to.have.length(1);
  });

  it('OB11 where the device has no room, the message is refused', () => {
    const play = online();
    post(play, 'a');
    const refusal = { code: 'limit_exceeded', message: 'Full.' } as const;
    play.take({ type: 'notStored', userId: ME, task: 'keep', id: 'a' as ClientMessageId, refusal });
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.took('postSettled').map((settled) => settled.refusal?.code)).to.deep.equal([
      'limit_exceeded',
    ]);
  });

  it('OB11 where the device fails at the claim, the message is sent from memory', () => {
    const play = online();
    post(play, 'a');
    kept(play, 'a');
    const refusal = { code: 'unavailable', message: 'No storage.' } as const;
    play.take({
      type: 'notStored',
      userId: ME,
      task: 'claim',
      id: 'a' as ClientMessageId,
      refusal,
    });
    expect(play.sent('command')).to.have.length(1);
    expect(play.state.outboxDurable).to.equal(false);
  });

  it('OB12 after a reload this tab’s entries go on where they were; other tabs’ stay theirs', () => {
    const play = new Play().connect();
    play.took('claim');
    const entries = [
      stored('sent', { order: 1, state: 'sending' }),
      stored('waiting', { order: 2 }),
      stored('failed', { order: 3, state: 'failed' }),
      stored('rejected', { order: 4, state: 'rejected' }),
      stored('other', { order: 5, tab: 'tab-2' }),
    ];
    play.take({ type: 'loaded', userId: ME, entries, drafts: [{ roomId: ROOM, body: 'half' }] });
    const states = play.state.outbox.map(({ clientMessageId, state }) => [
      clientMessageId,
      state.kind,
    ]);
    expect(states).to.deep.equal([
      ['sent', 'unconfirmed'],
      ['waiting', 'queued'],
      ['failed', 'failed'],
      ['rejected', 'rejected'],
    ]);
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['sent']);
    expect(play.state.drafts.get(ROOM)).to.equal('half');
  });

  it('OB12 nothing is sent before it is known what the device keeps', () => {
    const play = new Play().connect();
    post(play, 'new');
    kept(play, 'new');
    expect(play.took('claim')).to.deep.equal([]);
    play.take({ type: 'loaded', userId: ME, entries: [stored('old')], drafts: [] });
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['old']);
  });

  it('OB27 an entry that the device has lost is kept again, and sent then', () => {
    const play = online();
    post(play, 'a');
    kept(play, 'a');
    play.took('put');
    claimed(play, 'a', 'lost');
    expect(play.took('put').map(({ entry }) => entry.body)).to.deep.equal(['body of a']);
    expect(play.sent('command')).to.deep.equal([]);
    kept(play, 'a');
    claimed(play, 'a');
    expect(play.sent('command')).to.have.length(1);
  });

  it('OB27 the device tells what another tab has taken over from what it has lost', async () => {
    const localStore = new MemoryLocalStore();
    const answers: DeviceInput[] = [];
    const device = new Device({
      localStore,
      clock: systemClock,
      tab: 'tab-1',
      isTabAlive: () => true,
      answer: (answer) => answers.push(answer),
    });
    await localStore.put(stored('mine'));
    await localStore.put(stored('theirs', { tab: 'tab-2' }));
    for (const id of ['mine', 'theirs', 'evicted'] as ClientMessageId[]) {
      device.ask({ type: 'claim', userId: ME, id });
    }
    while (answers.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    const claims = answers.map((answer) => answer.type === 'claimed' && answer.claim);
    expect(claims).to.deep.equal(['granted', 'taken', 'lost']);
  });

  it('OB28 what could not be read of the device is read again, until it has been', () => {
    const play = new Play().connect();
    const refusal = { code: 'unavailable', message: 'No storage.' } as const;
    for (const task of ['load', 'adopt'] as const) {
      play.effects = [];
      play.take({ type: 'notStored', userId: ME, task, id: null, refusal });
      play.pass(4_000);
      expect(play.took('load')).to.deep.equal([]);
      play.pass(1_500);
      expect(play.took('load')).to.have.length(1);
    }
    play.take({ type: 'loaded', userId: ME, entries: [stored('found', {})], drafts: [] });
    expect(play.state.outbox.map(({ clientMessageId }) => clientMessageId)).to.deep.equal([
      'found',
    ]);
    play.effects = [];
    play.pass(10_000);
    expect(play.took('load')).to.deep.equal([]);
  });

  it('OB29 a reading that is asked for before a message is forgotten does not bring it back', async () => {
    const localStore = new MemoryLocalStore();
    const answers: DeviceInput[] = [];
    const device = new Device({
      localStore,
      clock: systemClock,
      tab: 'tab-1',
      isTabAlive: () => true,
      answer: (answer) => answers.push(answer),
    });
    await localStore.put(stored('over'));
    await localStore.put(stored('waits'));
    device.ask({ type: 'load', userId: ME });
    device.ask({ type: 'settle', userId: ME, id: 'over' as ClientMessageId });
    while (answers.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    const [loaded] = answers;
    expect(loaded?.type === 'loaded' && loaded.entries).to.deep.equal([stored('waits')]);
  });

  it('OB13 an entry that another tab has taken over is left to it', () => {
    const play = online();
    post(play, 'a');
    kept(play, 'a');
    claimed(play, 'a', 'taken');
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.sent('command')).to.deep.equal([]);
  });
});
