import { expect } from 'chai';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { ANA, ROOM, violated, WELCOME } from './histories.js';

const HEARTBEAT_MS = 15_000;

describe('the model of drafts', () => {
  let now = 0;
  let model: Model;

  /** What the page shows, with its next timer at a time. */
  function show(nextTimerMs: number): void {
    const screen = { userId: ANA, rooms: new Map(), outbox: [], timersFired: 0, nextTimerMs };
    model.screens.shown('c1', { ...screen, connection: { phase: 'online' } });
  }

  function welcome(): void {
    model.ways.connecting('c1', 1);
    model.ways.opened('c1', 1);
    model.ways.came('c1', 1, WELCOME);
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
