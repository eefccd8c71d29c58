import { expect } from 'chai';
import type { TraceRecord } from '../../../../hosts/simulator/kernel/trace.js';
import { headlineOf } from '../../../../hosts/simulator/report/headline.js';
import { slicedLines, terminalText } from '../../../../hosts/simulator/report/lines.js';
import { pageOf } from '../../../../hosts/simulator/report/page.js';
import { tell, type Failure } from '../../../../hosts/simulator/report/story.js';
import { witnessOf } from '../../../../hosts/simulator/report/witness.js';
import { drawConfig } from '../../../../hosts/simulator/plan/config.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';

type Told = Partial<TraceRecord> & Pick<TraceRecord, 'lane' | 'kind'>;

/** A trace of these records, a millisecond apart from 4 s on. */
function traceOf(told: readonly Told[]): readonly TraceRecord[] {
  return told.map((record, index) => {
    const rest = { entity: '', payload: 0, cause: -1, detail: '', about: [], seq: 0 };
    return { ...rest, timeUs: 4_000_000 + index * 1_000, index, ...record };
  });
}

const PLACE = 'room:1@14';
const COMMAND = 'c2.1#7/3';

/** A message that is acknowledged and lost, and a stranger who does something else. */
const records = traceOf([
  { lane: 'people@1', kind: 'post', seq: 1 },
  { lane: 'c2.1', kind: 'send', cause: 0, entity: 'post #3', about: [COMMAND], detail: '“hay”' },
  { lane: 'people@1', kind: 'post', seq: 2 },
  { lane: 'c3.1', kind: 'send', cause: 2, entity: 'post #9', about: ['c3.1#8/9'] },
  { lane: 'server@1', kind: 'frame', seq: 3, cause: 0, entity: 'c2.1#7 up' },
  { lane: 'server@1', kind: 'got', cause: 4, entity: 'post #3', about: [COMMAND] },
  { lane: 'c2.1@1', kind: 'frame', seq: 4, cause: 4, entity: 'c2.1#7 down' },
  { lane: 'c2.1', kind: 'get', cause: 6, entity: 'answer #3 ok', about: [COMMAND, PLACE] },
  { lane: 'server@1', kind: 'crash', cause: 6, entity: 'server' },
  { lane: 'checker', kind: 'violated', cause: 6, entity: 'S-ACK-DURABLE', about: [PLACE] },
]);

const failure: Failure = {
  plan: generatePlan(1, drawConfig(1)),
  records,
  violation: {
    invariant: 'S-ACK-DURABLE',
    at: 4_009,
    entity: PLACE,
    detail: 'post was acknowledged and is not in the store',
  },
  otherwise: '',
  hash: '0123456789abcdef',
  scene: [{ place: 'database', what: 'room:1, newest event', model: '14', actual: '13' }],
  command: '1 --canary 4',
};

describe('the report of a failure', () => {
  it('SI57 what led to it is its causes, the command and the place, not what others did', () => {
    const indexes = [...witnessOf(records, failure.violation)].sort((one, other) => one - other);
    expect(indexes).to.deep.equal([0, 1, 4, 5, 6, 7, 8, 9]);
  });

  it('SI57 the drawing of what led to it has its arrows, and that of everything has all', () => {
    const slice = tell(failure, false);
    expect(slice.lanes).to.deep.equal(['c2.1', 'server']);
    expect(slice.arrows.map(({ from, to, fate }) => [from.lane, to.lane, fate])).to.deep.equal([
      ['c2.1', 'server', 'arrived'],
      ['server', 'c2.1', 'arrived'],
    ]);
    expect(slice.bands).to.have.length(1);
    expect(slice.moments.length).to.be.at.most(tell(failure, true).moments.length);
  });

  it('SI57 a frame that nobody heard is drawn as lost', () => {
    const silent = records.filter(({ kind }) => kind !== 'got');
    const [first] = tell({ ...failure, records: traceOf(silent.map(reseat)) }, true).arrows;
    expect(first?.fate).to.equal('lost');
  });

  it('SI58 the headline says who lost what, when it was acknowledged and what crashed', () => {
    expect(headlineOf(failure).replaceAll('\u00a0', ' ')).to.equal(
      'c2.1 lost “hay” (room:1@14): it was acknowledged at 4.007 s ' +
        'and is not in the store after the crash at 4.008 s.',
    );
  });

  it('SI58 lines have six cells, and their columns stand below each other', () => {
    for (const line of slicedLines(failure)) expect(line).to.have.length(6);
    const lines = terminalText(failure).split('\n');
    const head = lines.findIndex((line) => line.includes('lane'));
    const at = lines[head]?.indexOf('lane') ?? -1;
    for (const line of lines.slice(head, head + 5)) {
      expect(line.slice(at - 2, at), line).to.equal('  ');
      expect(line.slice(at), line).to.match(/^\S/);
    }
  });

  it('SI59 the page has everything in it, escaped, and loads nothing', () => {
    const hostile = { ...failure, otherwise: '<b>', violation: null };
    expect(pageOf(hostile)).to.include('&lt;b&gt;').and.not.include('<b>');
    const page = pageOf(failure);
    expect(page).not.to.match(/(?:src|href)="(?!data:,)/);
    expect(page).not.to.match(/url\(|@import|https?:/);
    expect(page).to.include('npx hearth simulate replay 1 --canary 4').and.include(failure.hash);
  });
});

/** Causes keep their record where one before it is gone: it was the note at 5. */
function reseat(record: TraceRecord): Told {
  const { index: _index, timeUs: _timeUs, ...rest } = record;
  return { ...rest, cause: rest.cause > 5 ? rest.cause - 1 : rest.cause };
}
