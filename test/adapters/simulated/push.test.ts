import { expect } from 'chai';
import { SimulatedPush, type PushFate } from '../../../adapters/simulated/push.js';
import type { PushMessage, PushResult } from '../../../ports/push.js';
import {
  describePushContract,
  type PushBench,
  type PushServiceMood,
} from '../../contracts/push.contract.js';
import { RunningTime } from './bench.js';

const SUBSCRIPTION = {
  endpoint: 'https://push.test/1',
  p256dh: `BA${'b'.repeat(85)}`,
  auth: 'a'.repeat(22),
};
const STEADY: PushFate = { arrives: true, upMs: 2, downMs: 2, result: null };
const UNREACHABLE: PushResult = {
  kind: 'rejected',
  reason: 'unreachable',
  retryable: true,
  retryAfterMs: null,
};
const MOODS: Readonly<Record<PushServiceMood, PushResult>> = {
  takes: { kind: 'accepted' },
  forgot: { kind: 'gone' },
  limits: { kind: 'rejected', reason: 'limited', retryable: true, retryAfterMs: 30_000 },
  fails: { kind: 'rejected', reason: 'service', retryable: true, retryAfterMs: null },
  denies: { kind: 'rejected', reason: 'unauthorized', retryable: false },
  vanishes: UNREACHABLE,
};

function bench(fate: () => PushFate = () => STEADY): Promise<PushBench> {
  const time = new RunningTime();
  const heard: PushMessage[] = [];
  let mood: PushServiceMood = 'takes';
  const push = new SimulatedPush({
    timeline: time.timeline,
    publicKey: SUBSCRIPTION.p256dh,
    fate,
    service: ({ message }) => {
      if (mood === 'takes') heard.push(message);
      return MOODS[mood];
    },
  });
  return Promise.resolve({
    push,
    subscription: SUBSCRIPTION,
    heard,
    mood: (next) => (mood = next),
    close: () => {
      time.stop();
      return Promise.resolve();
    },
  });
}

describe('simulated push', () => {
  describePushContract({ describe, it, before, after }, () => bench());

  it('WP12 each delivery has its fate: it does not arrive, or its answer is another', async () => {
    const fates: PushFate[] = [
      { ...STEADY, arrives: false },
      { ...STEADY, result: UNREACHABLE },
    ];
    const { push, heard, close } = await bench(() => fates.shift() ?? STEADY);
    const message: PushMessage = {
      payload: new Uint8Array(3),
      ttlSeconds: 60,
      urgency: 'high',
      topic: 'room-1',
    };
    const told: [string, number][] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { kind } = await push.deliver(SUBSCRIPTION, message);
      told.push([kind, heard.length]);
    }
    await close();
    expect(told).to.deep.equal([
      ['rejected', 0],
      ['rejected', 1],
      ['accepted', 2],
    ]);
  });
});
