import { expect } from 'chai';
import { LocalBroadcast } from '../../../adapters/system/local-broadcast.js';
import type { Signal } from '../../../ports/broadcast.js';
import { describeBroadcastContract } from '../../contracts/broadcast.contract.js';

const SIGNAL: Signal = { kind: 'moved', runs: [] };

/** The next error that nobody catches, instead of the test runner's own way with it. */
function nextUncaught(): Promise<unknown> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      for (const listener of others) process.on('uncaughtException', listener);
      resolve(error);
    });
  });
}

describe('broadcast within a process', () => {
  describeBroadcastContract({ describe, it, before, after }, () => ({
    broadcast: new LocalBroadcast(),
    settle: () => Promise.resolve(),
  }));

  it('SY17 a listener that throws ends the process, and neither the publisher nor the others notice', async () => {
    const broadcast = new LocalBroadcast();
    const heard: Signal[] = [];
    broadcast.subscribe(() => {
      throw new Error('a defect in a listener');
    });
    broadcast.subscribe((signal) => heard.push(signal));
    const uncaught = nextUncaught();
    broadcast.publish(SIGNAL);
    expect(heard).to.deep.equal([SIGNAL]);
    expect(String(await uncaught)).to.include('a defect in a listener');
  });

  it('SY17 subscriptions that nobody ends are a programmer error', () => {
    const broadcast = new LocalBroadcast();
    const subscribe = () => broadcast.subscribe(() => undefined);
    for (let number = 0; number < 100; number += 1) subscribe();
    expect(subscribe).to.throw('subscriptions are ended');
  });
});
