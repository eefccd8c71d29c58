import { expect } from 'chai';
import type { OutboxItem } from '../../../core/client/replica.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { ErrorCode, Refusal } from '../../../core/vocabulary/errors.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import type { ClientMessageId, MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import { OUTBOX_ENTRIES_MAX, type StoredEntry } from '../../../ports/local-store.js';
import { ACCOUNT, ME, Play } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

const GARDEN = 2 as RoomId;

function online(): Play {
  const play = new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
  play.effects = [];
  return play;
}

function post(play: Play, id: string, more: { roomId?: RoomId; body?: string } = {}): void {
  const { roomId = ROOM, body = `body of ${id}` } = more;
  play.take({ type: 'post', roomId, id: id as ClientMessageId, body });
}

function kept(play: Play, id: string): void {
  play.take({ type: 'kept', userId: ME, id: id as ClientMessageId });
}

function claimed(play: Play, id: string, granted = true): void {
  play.take({ type: 'claimed', userId: ME, id: id as ClientMessageId, granted });
}

/** Writes a message and brings it as far as the wire. */
function sent(play: Play, id: string): CommandFrame {
  post(play, id);
  kept(play, id);
  claimed(play, id);
  const frame = play.sent('command').at(-1);
  if (frame === undefined) throw new Error('it was not sent');
  return frame;
}

function accept(play: Play, { id }: CommandFrame, seq = 2): void {
  const value = {
    messageId: (99 + seq) as MessageId,
    roomId: ROOM,
    seq,
    at: 1,
    result: 'stored',
  } as const;
  play.frame({ type: 'answer', id, name: 'post', outcome: { ok: true, value } });
}

function refuse(play: Play, { id }: CommandFrame, refusal: ErrorCode | Refusal): void {
  const why = typeof refusal === 'string' ? { code: refusal, message: 'No.' } : refusal;
  play.frame({ type: 'answer', id, name: 'post', outcome: { ok: false, refusal: why } });
}

function item(play: Play, id: string): OutboxItem | undefined {
  return play.state.outbox.find(({ clientMessageId }) => clientMessageId === id);
}

function stateOf(play: Play, id: string): string | undefined {
  return item(play, id)?.state.kind;
}

function stored(id: string, more: Partial<StoredEntry> = {}): StoredEntry {
  return {
    clientMessageId: id as ClientMessageId,
    userId: ME,
    roomId: ROOM,
    body: `body of ${id}`,
    order: 1,
    state: 'queued',
    tab: 'tab-1',
    createdAt: 1,
    ...more,
  };
}

describe('core/client outbox', () => {
  it('OB1 a message is shown at once, and its bytes leave only after the device has it as sending', () => {
    const play = online();
    post(play, 'a');
    expect(stateOf(play, 'a')).to.equal('queued');
    expect(play.took('put').map(({ entry }) => [entry.clientMessageId, entry.state])).to.deep.equal(
      [['a', 'queued']],
    );
    expect(play.took('claim')).to.deep.equal([]);
    kept(play, 'a');
    expect(play.took('postSettled')).to.deep.equal([
      { type: 'postSettled', id: 'a', refusal: null },
    ]);
    expect(play.took('claim')).to.have.length(1);
    expect(play.sent('command')).to.deep.equal([]);
    claimed(play, 'a');
    expect(play.sent('command').map(({ command }) => command)).to.deep.equal([
      { name: 'post', roomId: ROOM, clientMessageId: 'a', body: 'body of a' },
    ]);
    expect(stateOf(play, 'a')).to.equal('sending');
  });

  it('OB2 one entry of a room is under way, in order of writing; other rooms do not wait', () => {
    const play = online();
    const first = sent(play, 'a');
    post(play, 'b');
    kept(play, 'b');
    post(play, 'c', { roomId: GARDEN });
    kept(play, 'c');
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['a', 'c']);
    accept(play, first);
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['b']);
  });

  it('OB3 a definite refusal ends one entry and blocks nothing', () => {
    const play = online();
    const first = sent(play, 'a');
    post(play, 'b');
    kept(play, 'b');
    play.effects = [];
    refuse(play, first, 'forbidden');
    expect(item(play, 'a')?.state).to.deep.equal({
      kind: 'rejected',
      refusal: { code: 'forbidden', message: 'No.' },
    });
    expect(play.took('put').map(({ entry }) => entry.state)).to.deep.equal(['rejected']);
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['b']);
    play.pass(600_000);
    expect(play.took('claim')).to.deep.equal([]);
  });

  it('OB4 a refusal that passes is waited out, no less than asked, and the same id is sent again', () => {
    for (const code of ['busy', 'rate_limited', 'disk_full'] as const) {
      const play = online();
      const first = sent(play, 'a');
      play.took('claim');
      refuse(play, first, { code, message: 'No.', retryAfterMs: 3_000 });
      expect(stateOf(play, 'a')).to.equal('queued');
      play.pass(2_999);
      expect(play.took('claim')).to.deep.equal([]);
      play.pass(2_001);
      expect(play.took('claim')).to.have.length(1);
      claimed(play, 'a');
      expect(play.sent('command').map(({ command }) => command)).to.deep.equal([first.command]);
    }
  });

  it('OB5 an unknown outcome, by answer or by loss, is resolved with the same id and ends as one message', () => {
    const play = online();
    const first = sent(play, 'a');
    refuse(play, first, 'unavailable');
    expect(stateOf(play, 'a')).to.equal('unconfirmed');
    play.pass(5_000);
    claimed(play, 'a');
    expect(play.sent('command')).to.have.length(1);
    play.lose();
    expect(stateOf(play, 'a')).to.equal('unconfirmed');
    play.pass(2_000).connect();
    claimed(play, 'a');
    const [again] = play.sent('command');
    if (again === undefined) throw new Error('it was not sent again');
    expect(again.command).to.deep.equal(first.command);
    accept(play, again);
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.took('settle').map(({ id }) => id)).to.deep.equal(['a']);
  });

  it('OB5 what is not answered for 15 s on a living connection is sent again with the same id', () => {
    const play = online();
    const first = sent(play, 'a');
    play.pass(15_000);
    expect(stateOf(play, 'a')).to.equal('unconfirmed');
    claimed(play, 'a');
    expect(play.sent('command').map(({ command }) => command)).to.deep.equal([first.command]);
  });

  it('OB6 an entry that the log holds is confirmed, before the answer as well as without one', () => {
    const log = new RoomLog();
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    const frame = sent(play, 'a');
    log.add({ do: 'post', by: ME, key: 'a' });
    play.frame(log.run(2, 2));
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.took('settle')).to.have.length(1);
    accept(play, frame);
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.took('settle')).to.deep.equal([]);
  });

  it('OB6 a snapshot that holds it confirms as well, another author’s equal id does not', () => {
    const log = new RoomLog();
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    sent(play, 'a');
    post(play, 'b');
    log.add({ do: 'post', by: 2, key: 'b' });
    log.add({ do: 'post', by: ME, key: 'a' });
    play.lose().pass(2_000).connect().frame(log.reset(), log.live());
    expect(play.state.outbox.map(({ clientMessageId }) => clientMessageId)).to.deep.equal(['b']);
  });

  it('OB7 after 2 min of connected time an entry has failed, blocks nothing, and waits for a person', () => {
    const play = online();
    sent(play, 'a');
    post(play, 'b');
    kept(play, 'b');
    const quiet = (seconds: number): void => {
      for (let second = 0; second < seconds; second += 10)
        play.pass(10_000).frame({ type: 'pong', n: 0 });
    };
    quiet(60);
    // Time without a connection does not count.
    play
      .lose()
      .pass(1_000)
      .connect()
      .load()
      .frame(...ACCOUNT);
    quiet(50);
    expect(stateOf(play, 'a')).to.equal('unconfirmed');
    quiet(20);
    expect(stateOf(play, 'a')).to.equal('failed');
    expect(play.took('put').at(-1)?.entry.state).to.equal('failed');
    expect(play.took('claim').at(-1)?.id).to.equal('b');
    quiet(600);
    expect(play.took('claim')).to.deep.equal([]);
    expect(stateOf(play, 'a')).to.equal('failed');
    expect(play.state.connection.phase).to.equal('online');
  });

  it('OB8 a person sends a failed message again: same id, same place', () => {
    const play = online();
    refuse(play, sent(play, 'a'), 'conflict');
    post(play, 'b');
    play.effects = [];
    play.take({ type: 'retry', id: 'a' as ClientMessageId });
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

  it('OB13 an entry that another tab has taken over is left to it', () => {
    const play = online();
    post(play, 'a');
    kept(play, 'a');
    claimed(play, 'a', false);
    expect(play.state.outbox).to.deep.equal([]);
    expect(play.sent('command')).to.deep.equal([]);
  });

  it('OB14 an own message is shown exactly once from writing to the log, whichever comes first', () => {
    for (const order of ['answer first', 'log first'] as const) {
      const log = new RoomLog();
      const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
      const keys = (): readonly string[] => timelineRows(play.state, ROOM).map(({ key }) => key);
      const expected = ['own:a'];
      post(play, 'a');
      expect(keys()).to.deep.equal(expected);
      kept(play, 'a');
      claimed(play, 'a');
      const [frame] = play.sent('command');
      if (frame === undefined) throw new Error('it was not sent');
      log.add({ do: 'post', by: ME, key: 'a' });
      const steps = [() => accept(play, frame), () => play.frame(log.run(2, 2))];
      for (const step of order === 'answer first' ? steps : steps.toReversed()) {
        step();
        expect(keys(), order).to.deep.equal(expected);
      }
      expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['message']);
    }
  });

  it('OB14 an acknowledged message stays in view until the timeline has it', () => {
    const log = new RoomLog();
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    accept(play, sent(play, 'a'));
    expect(stateOf(play, 'a')).to.equal('confirmed');
    log.add({ do: 'post', by: ME, key: 'a' });
    log.add({ do: 'edit', message: 0 });
    play.frame(log.run(2, 2));
    expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['pending']);
    play.frame(log.run(3, 3));
    expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['message']);
    expect(play.state.outbox).to.deep.equal([]);
  });

  it('OB14 rows are messages in order, then what waits in order of writing', () => {
    const log = new RoomLog();
    log.add({ do: 'post', by: 2, key: 'b' });
    log.add({ do: 'post', by: ME, key: 'z' });
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    post(play, 'c');
    post(play, 'b');
    post(play, 'elsewhere', { roomId: GARDEN });
    const keys = timelineRows(play.state, ROOM).map(({ key }) => key);
    expect(keys).to.deep.equal(['message:101', 'own:z', 'own:c', 'own:b']);
  });

  it('OB15 who writes while reading far back is shown the newest messages', () => {
    const log = new RoomLog();
    for (let count = 0; count < 20; count += 1) log.add({ do: 'post', by: 2 });
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    play.take({ type: 'showAround', roomId: ROOM, messageId: 103 as MessageId });
    const [around] = play.took('request');
    if (around === undefined) throw new Error('nothing was asked for');
    const answer = { page: log.page(around.path), people: [] };
    play.take({ type: 'page', roomId: ROOM, ticket: around.ticket, answer });
    post(play, 'a');
    expect(play.took('request').map(({ path }) => path)).to.deep.equal([
      '/rooms/1/messages?at_least=21',
    ]);
  });

  it('OB16 a signed-out session rejects nothing: the message waits for the next one', () => {
    const play = online();
    const frame = sent(play, 'a');
    refuse(play, frame, 'unauthenticated');
    play.take({ type: 'closed', channel: play.channel, reason: 'terminal' });
    expect(stateOf(play, 'a')).to.equal('queued');
    play.take({ type: 'reconnectNow' }).connect().pass(10_000);
    claimed(play, 'a');
    expect(play.sent('command').map(({ command }) => command)).to.deep.equal([frame.command]);
  });
});
