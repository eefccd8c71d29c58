import { expect } from 'chai';
import type { Tab } from '../../../../hosts/simulator/world/tab.js';
import { timeToSettle } from '../../../../hosts/simulator/world/settling.js';
import { trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 60_000;

function entry(id: string, roomId: number, state: unknown): object {
  return { clientMessageId: id, roomId, state };
}

/** A tab that shows some messages as unsent, beside what its device keeps. */
function tabWith(shown: readonly object[], kept: readonly object[]): Tab {
  const profile = { disk: { entries: () => kept } };
  return { state: { outbox: shown }, profile } as unknown as Tab;
}

describe('the end of a run', function () {
  this.timeout(PATIENCE_MS);

  it('SI126 it waits longer for each message that stands before another of its room', () => {
    expect(timeToSettle([])).to.equal(180_000);
    const queued = { kind: 'queued' };
    const shown = [entry('one', 1, queued), entry('two', 1, queued), entry('three', 2, queued)];
    const kept = [entry('two', 1, 'sending'), entry('four', 1, 'unconfirmed')];
    const failed = [entry('five', 1, { kind: 'failed' }), entry('six', 1, { kind: 'rejected' })];
    expect(timeToSettle([tabWith([...shown, ...failed], kept)])).to.equal(186_000);
  });

  it('SI126 of more rooms than a page follows it looks at all', async () => {
    const settings = [
      'tabs=2',
      'locks=false',
      'clients=2',
      'roomsAtMost=10',
      'pauseMs=200',
      'U2.on=false',
    ];
    const weights = ['createRoom=100', 'openRoom=20', 'post=20', 'burst=0', 'closeRoom=0'];
    const { result, records } = await trial({
      processes: 1,
      faults: [],
      settings: [...settings, ...weights.map((weight) => `weights.${weight}`)],
    });
    expect(result.firstViolation).to.equal(null);
    const left = records.filter(({ kind, entity }) => kind === 'send' && /^leave /.test(entity));
    const lanesOf = (room: RegExp): readonly string[] => {
      const got = records.filter(({ kind, entity }) => kind === 'get' && room.test(entity));
      return [...new Set(got.map(({ lane }) => lane))].sort();
    };
    expect(left.length).to.be.greaterThan(0);
    expect(lanesOf(/room:10 /).length).to.be.greaterThan(1);
    expect(lanesOf(/room:10 /)).to.deep.equal(lanesOf(/room:1 /));
  });
});
