import { expect } from 'chai';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { ANA, ROOM, violated, WELCOME } from './histories.js';

const HEARTBEAT_MS = 15_000;
const HOUR_MS = 3_600_000;

describe('the model of drafts', () => {
  let now = 0;
  let model: Model;

  /** What the page shows, with its next timer at a time. */
  function show(nextTimerMs: number): void {
    const screen = { userId: ANA, rooms: new Map(), outbox: [], timersFired: 0, nextTimerMs };
    model.screens.shown('c1', { ...screen, connection: { phase: 'online' } });
  }

  function welcome(pingIntervalMs = HEARTBEAT_MS): void {
    model.ways.connecting('c1', 1);
    model.ways.opened('c1', 1);
    model.ways.came('c1', 1, { ...WELCOME, pingIntervalMs });
  }

  beforeEach(() => {
    now = 0;
    model = new Model(() => now);
  });

  it('SI60 what is typed has a timer of its own', () => {
    welcome();
    model.drafts.typed('c1', ROOM, 'half a');
    show(500);
    expect(violated(model)).to.deep.equal([]);
    show(HEARTBEAT_MS);
    expect(violated(model)).to.deep.equal(['L-PROMPT']);
  });

  it('SI60 what is typed goes with what a late timer has not given the device yet', () => {
    const type = (atMs: number): void => {
      now = atMs;
      model.drafts.typed('c1', ROOM, `typed at ${String(atMs)}`);
    };
    welcome(HOUR_MS);
    type(0);
    now = 500;
    show(HOUR_MS);
    for (const atMs of [20_000, 31_000]) type(atMs);
    show(HOUR_MS);
    expect(violated(model)).to.deep.equal([]);
    type(62_000);
    show(HOUR_MS);
    expect(violated(model)).to.deep.equal(['L-PROMPT']);
  });

  it('SI60 what was typed before anyone said whose page it is goes with what is typed later', () => {
    model.drafts.typed('c1', ROOM, 'half a');
    now = 2_000;
    model.ways.typed('c1', true);
    model.drafts.typed('c1', ROOM, 'half a line');
    now = 2_100;
    welcome();
    show(now + 1);
    model.drafts.typed('c1', ROOM, 'half a line of');
    show(now + HEARTBEAT_MS);
    expect(violated(model)).to.deep.equal([]);
  });
});
