import assert from 'node:assert/strict';
import type { PushSubscription } from '../../core/vocabulary/push-subscription.js';
import {
  PUSH_PAYLOAD_BYTES_MAX,
  PUSH_TTL_SECONDS_MAX,
  type Push,
  type PushMessage,
  type PushResult,
} from '../../ports/push.js';
import type { ContractHarness } from './harness.js';
import { onBench } from './on-bench.js';

/**
 * What a push service does. `forgot`: it knows no such subscription. `limits`: too much was sent,
 * again after 30 s. `fails`: it is broken. `denies`: it does not take our key. `vanishes`: it says
 * nothing.
 */
export type PushServiceMood = 'takes' | 'forgot' | 'limits' | 'fails' | 'denies' | 'vanishes';

/** A way to a push service, and a browser that is subscribed there. */
export interface PushBench {
  readonly push: Push;
  readonly subscription: PushSubscription;
  /** What the browser was told, as it reads it. */
  readonly heard: readonly PushMessage[];
  mood(mood: PushServiceMood): void;
  close(): Promise<void>;
}

const MESSAGE: PushMessage = {
  payload: Uint8Array.from([0, 1, 127, 128, 255]),
  ttlSeconds: 3_600,
  urgency: 'high',
  topic: 'room-12_a',
};

/** What every Push has to do. @param setup - makes a bench of its own for each test. */
export function describePushContract(
  { describe, it }: ContractHarness,
  setup: () => Promise<PushBench>,
): void {
  const on = onBench(setup);

  describe('Push', () => {
    it(
      'WP1 a message arrives at its browser as it is',
      on(async ({ push, subscription, heard }) => {
        const messages: readonly PushMessage[] = [
          MESSAGE,
          { ...MESSAGE, topic: null, urgency: 'very-low', ttlSeconds: 0 },
          { ...MESSAGE, payload: new Uint8Array(0), ttlSeconds: PUSH_TTL_SECONDS_MAX },
        ];
        for (const message of messages) {
          assert.deepEqual(await push.deliver(subscription, message), { kind: 'accepted' });
        }
        assert.deepEqual(heard.map(plain), messages.map(plain));
      }),
    );

    const moods: readonly (readonly [PushServiceMood, PushResult])[] = [
      ['forgot', { kind: 'gone' }],
      ['limits', { kind: 'rejected', reason: 'limited', retryable: true, retryAfterMs: 30_000 }],
      ['fails', { kind: 'rejected', reason: 'service', retryable: true, retryAfterMs: null }],
      ['denies', { kind: 'rejected', reason: 'unauthorized', retryable: false }],
      [
        'vanishes',
        { kind: 'rejected', reason: 'unreachable', retryable: true, retryAfterMs: null },
      ],
    ];
    for (const [mood, expected] of moods) {
      it(
        `WP2 a service that ${mood} is told from others, and taken up again when it is well`,
        on(async (bench) => {
          bench.mood(mood);
          assert.deepEqual(await bench.push.deliver(bench.subscription, MESSAGE), expected);
          bench.mood('takes');
          const again = await bench.push.deliver(bench.subscription, MESSAGE);
          assert.deepEqual(again, { kind: 'accepted' });
        }),
      );
    }

    const spoilt: readonly Partial<PushSubscription>[] = [
      { endpoint: '' },
      { endpoint: 'http://push.test/1' },
      { endpoint: 'https://me@push.test/1' },
      { endpoint: 'https://push.test/ 1' },
      { endpoint: `https://push.test/${'1'.repeat(2_048)}` },
      { p256dh: '' },
      { p256dh: 'B'.repeat(86) },
      { p256dh: 'B'.repeat(88) },
      { p256dh: `A${'B'.repeat(86)}` },
      { p256dh: `B${'+'.repeat(86)}` },
      { auth: '' },
      { auth: 'A'.repeat(21) },
      { auth: 'A'.repeat(24) },
    ];
    it(
      'WP3 a malformed subscription is rejected for good, and nothing is sent',
      on(async ({ push, subscription, heard }) => {
        for (const part of spoilt) {
          const result = await push.deliver({ ...subscription, ...part }, MESSAGE);
          const expected = { kind: 'rejected', reason: 'subscription', retryable: false };
          assert.deepEqual(result, expected, JSON.stringify(part));
        }
        assert.equal(heard.length, 0);
      }),
    );

    it(
      'WP4 a payload of 3,993 bytes arrives, a larger one is rejected for good',
      on(async ({ push, subscription, heard }) => {
        const payload = Uint8Array.from({ length: PUSH_PAYLOAD_BYTES_MAX }, (_, at) => at % 251);
        const largest = { ...MESSAGE, payload };
        assert.deepEqual(await push.deliver(subscription, largest), { kind: 'accepted' });
        assert.deepEqual(heard.map(plain), [plain(largest)]);
        const tooLarge = { ...MESSAGE, payload: new Uint8Array(PUSH_PAYLOAD_BYTES_MAX + 1) };
        const result = await push.deliver(subscription, tooLarge);
        const reason = 'payload_too_large';
        assert.deepEqual(result, { kind: 'rejected', reason, retryable: false });
        assert.equal(heard.length, 1);
      }),
    );
  });
}

function plain(message: PushMessage) {
  return { ...message, payload: [...message.payload] };
}
