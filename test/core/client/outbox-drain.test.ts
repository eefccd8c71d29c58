import { expect } from 'chai';
import {
  GARDEN,
  accept,
  claimed,
  item,
  kept,
  online,
  post,
  refuse,
  retry,
  sent,
  stateOf,
} from './outbox-acts.js';
import { ACCOUNT, ME } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

describe('core/client outbox, on its way', () => {
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

  it('OB2 an older one that a person sends again while another is claimed goes first', () => {
    const play = online();
    refuse(play, sent(play, 'a'), 'forbidden');
    post(play, 'b');
    kept(play, 'b');
    retry(play, 'a');
    claimed(play, 'b');
    expect(play.sent('command')).to.deep.equal([]);
    expect(stateOf(play, 'b')).to.equal('queued');
    kept(play, 'a');
    claimed(play, 'a');
    const [first, ...others] = play.sent('command');
    if (first === undefined) throw new Error('it was not sent');
    expect(first.command).to.deep.include({ clientMessageId: 'a' });
    expect(others).to.deep.equal([]);
    play.effects = [];
    accept(play, first);
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['b']);
  });

  it('OB2 an older one that a person sends again while another is under way waits for it', () => {
    const play = online();
    refuse(play, sent(play, 'a'), 'forbidden');
    const second = sent(play, 'b');
    play.effects = [];
    retry(play, 'a');
    kept(play, 'a');
    expect(play.took('claim')).to.deep.equal([]);
    accept(play, second);
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['a']);
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
        play.pass(10_000).frame({ type: 'pong', n: 0, heads: [] });
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
