import { expect } from 'chai';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Activity } from '../../../core/vocabulary/presence.js';
import { following } from './following.js';
import { ME, type Play } from './play.js';
import { person } from './room-log.js';

const PONG: ServerFrame = { type: 'pong', n: 1, heads: [], certainMs: 20_000 };

/** The server says who is present, and what they do. */
function told(present: readonly (readonly [UserId, Activity])[], certainMs = 20_000): ServerFrame {
  const counts = { active: present.length, away: 0 };
  const scope = certainMs > 0 ? 'whole' : 'uncertain';
  const people = present.map(([userId]) => person(userId));
  return { type: 'presence', stream: 'account', scope, certainMs, counts, present, people };
}

/** A page whose person is there, with what it said of that forgotten. */
function active(): Play {
  const { play } = following();
  play.take({ type: 'beHere', activity: 'active' });
  expect(said(play)).to.deep.equal(['active']);
  return play;
}

function said(play: Play): readonly string[] {
  return play.sent('here').map(({ state }) => state);
}

describe('core/client: what is said of the own presence', () => {
  it('PS18 a person who is not told of, or as what they are not, is said to be here again', () => {
    const play = active();
    play.frame(PONG);
    expect(said(play)).to.deep.equal(['active']);
    play.frame(told([[person(2).id, 'active']]), PONG);
    expect(said(play)).to.deep.equal(['active']);
    play.frame(told([[ME, 'away']]), PONG);
    expect(said(play)).to.deep.equal(['active']);
  });

  it('PS18 nothing is said again that is told, that nobody is certain of, or that was never said', () => {
    const play = active();
    play.frame(told([[ME, 'active']]), PONG, told([], 0), PONG);
    expect(said(play)).to.deep.equal([]);
    const { play: other } = following();
    other.frame(PONG, told([]), PONG);
    expect(said(other)).to.deep.equal([]);
  });
});
