import { expect } from 'chai';
import type { ServerFrame } from '../../../../core/vocabulary/frames.js';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { created, modelOf, posted, runOf, STREAM, violated, WELCOME, ANA } from './histories.js';

const JOIN_MS = 20_000;
const LATER_MS = 10_000;

describe('the model of joins', () => {
  let now = 0;
  let model: Model;

  function show(nextTimerMs: number): void {
    const screen = { userId: ANA, rooms: new Map(), outbox: [], timersFired: 0, nextTimerMs };
    model.screens.shown('c1', { ...screen, connection: { phase: 'online' } });
  }

  /** Asks for a snapshot, and says something later so that a heartbeat is not what is due. */
  function joinAfresh(): void {
    model.ways.handed('c1', 1, { type: 'join', stream: STREAM, position: null });
    now = LATER_MS;
    model.ways.handed('c1', 1, { type: 'ping', n: 1 });
  }

  beforeEach(() => {
    now = 0;
    model = new Model(() => now);
    model.ways.connecting('c1', 1);
    model.ways.opened('c1', 1);
    model.ways.came('c1', 1, WELCOME);
  });

  it('SI60 a join of which nothing comes is due', () => {
    joinAfresh();
    show(JOIN_MS);
    expect(violated(model)).to.deep.equal([]);
    show(JOIN_MS + 100);
    expect(violated(model)).to.deep.equal(['L-PROMPT']);
  });

  it('SI60 a run that comes meanwhile may fit to what the page holds: the join is due later', () => {
    joinAfresh();
    model.ways.came('c1', 1, runOf(modelOf(created(), posted(1)), 2, 2));
    show(JOIN_MS + 100);
    expect(violated(model)).to.deep.equal([]);
    now = JOIN_MS;
    model.ways.handed('c1', 1, { type: 'ping', n: 2 });
    show(LATER_MS + JOIN_MS + 100);
    expect(violated(model)).to.deep.equal(['L-PROMPT']);
  });

  /** Asks for a room again, a heartbeat after a snapshot that a page may have overtaken. */
  function askAgainAfterPage(asOf: number): void {
    const join = { type: 'join', stream: STREAM, position: null } as const;
    const place = { stream: STREAM, epoch: '', seq: 4, digest: '' };
    model.ways.handed('c1', 1, join);
    model.ways.told('c1', STREAM, asOf);
    model.ways.came('c1', 1, { type: 'reset', ...place, people: [] } as unknown as ServerFrame);
    model.ways.came('c1', 1, { type: 'live', ...place } as unknown as ServerFrame);
    now += WELCOME.pingIntervalMs;
    model.habits.says('c1', join, { outbox: [], connection: { phase: 'online' } });
  }

  it('SI60 who has all of a room asks for it again in vain', () => {
    askAgainAfterPage(4);
    expect(violated(model)).to.deep.equal(['R-RETRY']);
  });

  it('SI60 it may a heartbeat after a snapshot that a page has overtaken', () => {
    askAgainAfterPage(5);
    expect(violated(model)).to.deep.equal([]);
  });

  /** A pong names who was told to be in a room, after which the page says again that it is here. */
  function sayAgainAfterPong({ hasLeft }: { readonly hasLeft: boolean }): void {
    const here = { type: 'here', state: 'active' } as const;
    const whole = { type: 'presence', scope: 'whole', version: 1, certainMs: 9_000, people: [] };
    const told = { ...whole, counts: { active: 1, away: 0 }, present: [[ANA, 'active']] };
    const join = { type: 'join', stream: STREAM, position: null } as const;
    model.ways.handed('c1', 1, here);
    model.ways.handed('c1', 1, join);
    for (const stream of ['account', STREAM]) {
      model.ways.came('c1', 1, { ...told, stream } as unknown as ServerFrame);
    }
    if (hasLeft) {
      model.ways.handed('c1', 1, { type: 'leave', stream: STREAM });
      model.ways.handed('c1', 1, join);
    }
    const versions = [
      ['account', 1],
      [STREAM, 1],
    ];
    const pong = { type: 'pong', n: 1, heads: [], certainMs: 9_000, presence: versions };
    model.ways.came('c1', 1, pong as unknown as ServerFrame);
    model.habits.says('c1', here, { outbox: [], connection: { phase: 'online' } });
  }

  it('SI60 who says again that it is here, and was told so, says it in vain', () => {
    sayAgainAfterPong({ hasLeft: false });
    expect(violated(model)).to.deep.equal(['R-RETRY']);
  });

  it('SI60 it may where it has left a room and come back, and a pong names what it was told there', () => {
    sayAgainAfterPong({ hasLeft: true });
    expect(violated(model)).to.deep.equal([]);
  });
});
