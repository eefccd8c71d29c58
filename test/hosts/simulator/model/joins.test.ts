import { expect } from 'chai';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { created, modelOf, posted, runOf, STREAM, violated, WELCOME, ANA } from './histories.js';

const JOIN_MS = 20_000;
const LATER_MS = 10_000;

describe('the model of joins', () => {
  let now = 0;
  let model: Model;

  function show(nextTimerMs: number): void {
    const screen = {
      userId: ANA,
      rooms: new Map(),
      outbox: [],
      timersFired: 0,
      nextTimerMs,
      presence: new Map(),
    };
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
});
