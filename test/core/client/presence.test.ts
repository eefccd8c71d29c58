import { expect } from 'chai';
import { PRESENCE_CERTAIN_MS } from '../../../core/vocabulary/presence.js';
import type { PresenceView } from '../../../core/client/presence-view.js';
import type { PresenceFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Activity, PresenceState } from '../../../core/vocabulary/presence.js';
import { following } from './following.js';
import { ACCOUNT, ME, type Play } from './play.js';
import { person } from './room-log.js';

const OTHER = person(2).id;
const CERTAIN_MS = 20_000;

type Said = readonly (readonly [UserId, PresenceState])[];

/** A word of the server about who is present. */
function word(scope: PresenceFrame['scope'], version: number, present: Said): PresenceFrame {
  const certainMs = scope === 'uncertain' ? 0 : CERTAIN_MS;
  const counts = { active: present.length, away: 0 };
  const people = present.map(([userId]) => person(userId));
  return {
    type: 'presence',
    stream: 'account',
    scope,
    version,
    certainMs,
    counts,
    present,
    people,
  };
}

/** The server says who is present, and what they do. */
function told(present: readonly (readonly [UserId, Activity])[]): PresenceFrame {
  return word('whole', 1, present);
}

/** A pong that is certain, and says which version of the account was told last. */
function pong(version = 1): ServerFrame {
  return {
    type: 'pong',
    n: 1,
    heads: [],
    certainMs: CERTAIN_MS,
    presence: [['account', version]],
  };
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

function shown(play: Play): PresenceView {
  const view = play.state.presence.get('account');
  if (view === undefined) throw new Error('nothing was told');
  return view;
}

/** Who is shown, and how. */
function names(play: Play): readonly string[] {
  return [...(shown(play).people ?? [])].map(([userId, state]) => `${String(userId)} ${state}`);
}

describe('core/client: what is said of the own presence', () => {
  it('PS18 a person who is not told of, or as what they are not, is said to be here again', () => {
    const play = active();
    play.frame({ type: 'pong', n: 1, heads: [] });
    expect(said(play)).to.deep.equal(['active']);
    play.frame(told([[OTHER, 'active']]), pong());
    expect(said(play)).to.deep.equal(['active']);
    play.frame(told([[ME, 'away']]), pong());
    expect(said(play)).to.deep.equal(['active']);
  });

  it('PS18 nothing is said again that is told, that nobody is certain of, or that was never said', () => {
    const play = active();
    const quiet: ServerFrame = { type: 'pong', n: 1, heads: [] };
    play.frame(told([[ME, 'active']]), pong(), word('uncertain', 0, []), quiet);
    expect(said(play)).to.deep.equal([]);
    const { play: other } = following();
    other.frame(quiet, told([]), pong());
    expect(said(other)).to.deep.equal([]);
  });

  it('PS5 a goodbye is said once, and what is said on the next connection is what was said last', () => {
    const play = active();
    play.take({ type: 'beHere', activity: 'away' }).take({ type: 'beHere', activity: 'away' });
    expect(said(play)).to.deep.equal(['away']);
    play.lose().connect();
    expect(said(play)).to.deep.equal(['away']);
    play.take({ type: 'sayGoodbye' }).take({ type: 'sayGoodbye' });
    expect(play.sent('goodbye')).to.have.lengthOf(1);
    play.lose().connect();
    expect(said(play)).to.deep.equal([]);
  });
});

describe('core/client: what is shown of presence', () => {
  it('PS9 what was told is certain until its time is over, and a pong renews it', () => {
    const play = active();
    play.frame(told([[ME, 'active']]));
    play.pass(CERTAIN_MS - 1);
    expect(shown(play).certain).to.equal(true);
    play.frame(pong());
    play.pass(CERTAIN_MS - 1);
    expect(shown(play).certain).to.equal(true);
    play.pass(1);
    expect(shown(play).certain).to.equal(false);
    expect(names(play), 'it stays in view').to.deep.equal(['1 active']);
  });

  it('PS9 a page that slept through its time shows nothing as certain once it is awake', () => {
    const play = active();
    play.frame(told([[ME, 'active']]));
    play.mono += PRESENCE_CERTAIN_MS;
    play.take({ type: 'alarm' });
    expect(shown(play).certain).to.equal(false);
  });

  it('PS10 what is not certain is shown as such, with what was known before', () => {
    const play = active();
    play.frame(told([[ME, 'active']]), word('uncertain', 0, []));
    expect(shown(play)).to.include({ certain: false });
    expect(names(play)).to.deep.equal(['1 active']);
  });

  it('PS8 where everybody is not named the counts are shown alone', () => {
    const play = active();
    play.frame(told([[ME, 'active']]), {
      ...word('summary', 2, []),
      counts: { active: 99, away: 2 },
    });
    expect(shown(play)).to.deep.equal({
      certain: true,
      counts: { active: 99, away: 2 },
      people: null,
    });
  });

  it('PS24 changes that go on from another version show what is known as uncertain, and ask', () => {
    const play = active();
    play.frame(told([[ME, 'active']]), word('changes', 3, [[OTHER, 'active']]));
    expect(names(play)).to.deep.equal(['1 active']);
    expect(shown(play).certain).to.equal(false);
    expect(said(play)).to.deep.equal(['active']);
    play.frame(word('changes', 4, [[OTHER, 'away']]));
    expect(said(play), 'it has asked').to.deep.equal([]);
    play.frame({
      ...told([
        [ME, 'active'],
        [OTHER, 'away'],
      ]),
      version: 4,
    });
    expect(shown(play).certain).to.equal(true);
    expect(names(play)).to.deep.equal(['1 active', '2 away']);
  });

  it('PS24 a pong that names another version than has come asks, and is certain of nothing', () => {
    const play = active();
    play.frame(told([[ME, 'active']]), pong(2));
    expect(said(play)).to.deep.equal(['active']);
    expect(shown(play).certain).to.equal(false);
    play.frame(pong(2));
    expect(said(play), 'the question may be lost as well').to.deep.equal(['active']);
    play.frame({ ...told([[ME, 'active']]), version: 2 }, pong(2));
    expect(said(play)).to.deep.equal([]);
    expect(shown(play).certain).to.equal(true);
  });

  it('PS24 a stream of which no word has come is asked for', () => {
    const play = active();
    play.frame(told([[ME, 'active']]));
    const { presence = [], ...rest } = pong() as Extract<ServerFrame, { type: 'pong' }>;
    play.frame({ ...rest, presence: [...presence, ['room:1', 1]] });
    expect(said(play)).to.deep.equal(['active']);
    play.frame({ ...rest, presence: [...presence, ['room:999', 1]] });
    expect(said(play), 'nobody follows that one').to.deep.equal([]);
  });

  it('PS24 changes that come again say nothing', () => {
    const play = active();
    const came = word('changes', 2, [[OTHER, 'active']]);
    play.frame(told([[ME, 'active']]), came, word('changes', 3, [[OTHER, 'left']]), came, pong(3));
    expect(names(play)).to.deep.equal(['1 active']);
    expect(shown(play).certain).to.equal(true);
    expect(said(play)).to.deep.equal([]);
  });

  it('PS24 what came over an earlier connection is no version of this one', () => {
    const play = active();
    play.frame(told([[ME, 'active']]));
    play
      .lose()
      .connect()
      .frame(...ACCOUNT);
    play.sent('here');
    play.frame(word('changes', 2, [[OTHER, 'active']]), pong(2));
    expect(shown(play).certain).to.equal(false);
    expect(names(play)).to.deep.equal(['1 active']);
    expect(said(play)).to.deep.equal(['active']);
  });

  it('PS22 a person is named as the newest of what was told of them, whenever it comes', () => {
    const play = active();
    const renamed = { ...person(2), name: 'Beatrice', version: 9 };
    play.frame({ ...told([[OTHER, 'active']]), people: [renamed] });
    play.frame(word('changes', 2, [[OTHER, 'away']]));
    expect(play.state.people.get(OTHER)?.name).to.equal('Beatrice');
  });
});

describe('core/client: a device that sleeps', () => {
  it('PS25 what was told before a sleep is certain again with the pong that is asked for at once', () => {
    const play = active();
    play.frame(told([[OTHER, 'active']]));
    const pings = play.sent('ping').length;
    play.take({ type: 'slept' });
    expect(shown(play).certain).to.equal(false);
    expect(names(play)).to.deep.equal([`${String(OTHER)} active`]);
    expect(play.sent('ping')).to.have.lengthOf(pings + 1);
    play.frame(pong());
    expect(shown(play).certain).to.equal(true);
  });

  it('PS25 what was on its way when the device fell asleep is no answer', () => {
    const play = active();
    play.frame(told([[OTHER, 'active']]));
    play.take({ type: 'slept' });
    play.frame({ ...pong(), n: 0 } as ServerFrame, word('changes', 2, [[OTHER, 'away']]));
    expect(shown(play).certain).to.equal(false);
    expect(names(play)).to.deep.equal([`${String(OTHER)} away`]);
    play.frame(pong(2));
    expect(shown(play).certain).to.equal(true);
  });

  it('PS25 a connection that does not answer then is given up, and nothing is certain till the next', () => {
    const play = active();
    play.frame(told([[OTHER, 'active']]));
    play.take({ type: 'slept' }).pass(2_000);
    expect(play.state.connection.phase).to.equal('connecting');
    expect(shown(play).certain).to.equal(false);
  });
});
