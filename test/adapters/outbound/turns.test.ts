import { expect } from 'chai';
import { Turns } from '../../../adapters/outbound/turns.js';

const LIMITS = { runningMax: 3, runningPerHostMax: 2, waitingMax: 4 };
const never = new AbortController().signal;

describe('turns of outbound HTTP', () => {
  it('OH21 a host that has its share lets others pass, and gets the next of its own', async () => {
    const turns = new Turns(LIMITS);
    const began: string[] = [];
    const take = (host: string, name: string): void => {
      void turns.take(host, never).then(() => began.push(name));
    };
    take('slow', 'slow 1');
    take('slow', 'slow 2');
    take('slow', 'slow 3');
    take('quick', 'quick 1');
    await settled();
    expect(began).to.deep.equal(['slow 1', 'slow 2', 'quick 1']);
    take('quick', 'quick 2');
    await settled();
    expect([turns.running, turns.waiting]).to.deep.equal([3, 2]);
    turns.pass('quick');
    await settled();
    expect(began.at(-1)).to.equal('quick 2');
    turns.pass('slow');
    await settled();
    expect(began.at(-1)).to.equal('slow 3');
    for (const host of ['slow', 'slow', 'quick']) turns.pass(host);
    expect([turns.running, turns.waiting]).to.deep.equal([0, 0]);
  });

  it('OH21 who gives up leaves the queue, and does not take a turn', async () => {
    const turns = new Turns({ ...LIMITS, runningMax: 1 });
    expect(await turns.take('a', never)).to.be.true;
    const leaving = new AbortController();
    const left = turns.take('a', leaving.signal);
    const stayed = turns.take('a', never);
    leaving.abort();
    expect(await left).to.be.false;
    expect(turns.waiting).to.equal(1);
    turns.pass('a');
    expect(await stayed).to.be.true;
    expect(await turns.take('a', leaving.signal)).to.be.false;
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
