import { expect } from 'chai';
import { SAID_AGAIN_MS } from '../../../../core/client/tabs/limits.js';
import { RelayBench } from './relay-bench.js';

const ACTIVE = { type: 'here', state: 'active' } as const;

describe('core/client tabs: presence at the relay', () => {
  it('PS18 what a tab says again goes to the server again, unless that has just been said', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say(ACTIVE);
    first?.say(ACTIVE);
    expect(bench.sent('here')).to.have.lengthOf(1);
    await bench.time.pass(SAID_AGAIN_MS);
    first?.say(ACTIVE);
    second?.say(ACTIVE);
    expect(bench.sent('here')).to.deep.equal([ACTIVE]);
  });

  it('PS19 what a tab said that goes without a word counts no more', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say({ type: 'here', state: 'away' });
    bench.sent('here');
    if (first !== undefined) bench.relay.leave(first);
    expect(bench.sent('here')).to.deep.equal([{ type: 'here', state: 'away' }]);
    second?.say({ type: 'goodbye' });
    expect(bench.sent('goodbye')).to.have.lengthOf(1);
  });
});
