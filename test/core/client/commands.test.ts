import { expect } from 'chai';
import { refused } from '../../../core/vocabulary/errors.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import type { CommandKey, MessageId } from '../../../core/vocabulary/ids.js';
import { ACCOUNT, Play } from './play.js';

function online(): Play {
  const play = new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
  play.effects = [];
  return play;
}

function edit(play: Play, key = 'key-1'): void {
  const messageId = 101 as MessageId;
  play.take({ type: 'edit', key: key as CommandKey, messageId, revision: 1, body: 'better' });
}

function only(frames: readonly CommandFrame[]): CommandFrame {
  const [frame] = frames;
  if (frame === undefined || frames.length !== 1) throw new Error('one frame is expected');
  return frame;
}

describe('core/client commands', () => {
  it('OB17 a command is answered with its outcome, a conflict with the message as it is now', () => {
    const play = online();
    edit(play);
    const { id, command } = only(play.sent('command'));
    expect(command).to.deep.equal({
      name: 'edit',
      key: 'key-1',
      target: { messageId: 101 },
      revision: 1,
      body: 'better',
    });
    const outcome = {
      ...refused('conflict', 'Someone else edited it.'),
      current: { id: 101 } as never,
    };
    play.frame({ type: 'answer', id, name: 'edit', outcome });
    expect(play.took('commandSettled')).to.deep.equal([
      { type: 'commandSettled', key: 'key-1', outcome },
    ]);
    expect(play.state.commands.size).to.equal(0);
  });

  it('OB18 over reconnects a command is sent again with the same key', () => {
    const play = online();
    edit(play);
    const first = only(play.sent('command'));
    play.lose().pass(2_000).connect();
    const second = only(play.sent('command'));
    expect(second.command).to.deep.equal(first.command);
    expect(second.id).not.to.equal(first.id);
    play.frame({
      type: 'answer',
      id: first.id,
      name: 'edit',
      outcome: refused('forbidden', 'Late.'),
    });
    expect(play.took('commandSettled')).to.deep.equal([]);
  });

  it('OB18 what passes is waited out', () => {
    const play = online();
    edit(play);
    const { id } = only(play.sent('command'));
    play.frame({ type: 'answer', id, name: 'edit', outcome: refused('busy', 'Wait.', 2_000) });
    play.pass(1_999);
    expect(play.sent('command')).to.deep.equal([]);
    play.pass(2_000);
    only(play.sent('command'));
  });

  it('OB19 after 30 s a command ends: unavailable if it may have happened, deadline_exceeded if not', () => {
    const play = online();
    edit(play, 'sent');
    play.pass(5_000).lose();
    edit(play, 'never-sent');
    play.take({ type: 'stop' });
    const codes = play
      .took('commandSettled')
      .map(({ key, outcome }) => [key, !outcome.ok && outcome.refusal.code]);
    expect(codes).to.deep.equal([
      ['sent', 'unavailable'],
      ['never-sent', 'unavailable'],
    ]);

    const slow = online();
    edit(slow, 'sent');
    slow.pass(1_000).lose();
    edit(slow, 'never-sent');
    slow.pass(30_000);
    const late = slow
      .took('commandSettled')
      .map(({ key, outcome }) => [key, !outcome.ok && outcome.refusal.code]);
    expect(late).to.deep.equal([
      ['sent', 'unavailable'],
      ['never-sent', 'deadline_exceeded'],
    ]);
    expect(slow.state.commands.size).to.equal(0);
  });

  it('OB19 one that was answered as unavailable once may have happened, whatever comes after', () => {
    const play = online();
    edit(play);
    const { id } = only(play.sent('command'));
    const unknown = refused('unavailable', 'The engine is gone.', 40_000);
    play.frame({ type: 'answer', id, name: 'edit', outcome: unknown }).pass(30_000);
    const [settled] = play.took('commandSettled');
    expect(settled?.outcome).to.have.nested.property('refusal.code', 'unavailable');
  });

  it('OB19 when the connection ends for good, commands end with its reason', () => {
    const play = online().lose();
    edit(play);
    play.pass(1_000).take({ type: 'opened', channel: play.channel });
    play.frame({
      type: 'refused',
      code: 'unauthenticated',
      message: 'Signed out.',
      retryAfterMs: null,
    });
    play.take({ type: 'closed', channel: play.channel, reason: 'terminal' });
    const [settled] = play.took('commandSettled');
    expect(settled?.outcome).to.deep.equal(refused('unauthenticated', 'Signed out.'));
  });

  it('OB19 a command to a client that is not started, or that was signed out, ends at once', () => {
    const idle = new Play();
    edit(idle);
    const ended = online();
    const refusal = { code: 'unauthenticated', message: 'Signed out.' } as const;
    ended.frame({ type: 'refused', ...refusal, retryAfterMs: null });
    ended.take({ type: 'closed', channel: ended.channel, reason: 'terminal' });
    edit(ended);
    const outcomes = [idle, ended].map((play) => play.took('commandSettled')[0]?.outcome);
    expect(outcomes).to.deep.equal([
      refused('unavailable', 'The client is not started.'),
      { ok: false, refusal },
    ]);
  });

  it('OB20 past 32 commands under way the next is refused as busy', () => {
    const play = online();
    for (let index = 0; index <= 32; index += 1) edit(play, `key-${index}`);
    const settled = play.took('commandSettled');
    expect(
      settled.map(({ key, outcome }) => [key, !outcome.ok && outcome.refusal.code]),
    ).to.deep.equal([['key-32', 'busy']]);
  });
});
