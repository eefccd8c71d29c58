import assert from 'node:assert/strict';
import type { SessionId } from '../../core/vocabulary/ids.js';
import type { Broadcast, Signal } from '../../ports/broadcast.js';
import type { ContractHarness } from './harness.js';

export interface BroadcastUnderTest {
  /** On a network that loses nothing, where there is one. */
  readonly broadcast: Broadcast;
  /** Resolves when what was published has arrived. */
  readonly settle: () => Promise<void>;
}

const MOVED: Signal = { kind: 'moved', runs: [{ stream: 'room:1', from: 3, to: 5 }] };

/** What every Broadcast has to do when nothing goes wrong. */
export function describeBroadcastContract(
  { describe, it }: ContractHarness,
  setup: () => BroadcastUnderTest | Promise<BroadcastUnderTest>,
): void {
  describe('Broadcast', () => {
    it('SY8 a signal reaches every subscriber, the publisher’s own among them', async () => {
      const { broadcast, settle } = await setup();
      const heard: (readonly [string, Signal])[] = [];
      broadcast.subscribe((signal) => heard.push(['one', signal]));
      broadcast.subscribe((signal) => heard.push(['two', signal]));
      broadcast.publish(MOVED);
      const ended: Signal = { kind: 'sessionEnded', sessionId: 7 as SessionId };
      broadcast.publish(ended);
      await settle();
      for (const name of ['one', 'two']) {
        const signals = heard.filter(([who]) => who === name).map(([, signal]) => signal);
        assert.deepEqual(signals, [MOVED, ended]);
      }
    });

    it('SY9 an ended subscription hears nothing more, and the others go on', async () => {
      const { broadcast, settle } = await setup();
      let ended = 0;
      let going = 0;
      const listener = (): void => {
        ended += 1;
      };
      const end = broadcast.subscribe(listener);
      broadcast.subscribe(() => (going += 1));
      end();
      end();
      broadcast.publish(MOVED);
      await settle();
      assert.deepEqual([ended, going], [0, 1]);
    });

    it('SY9 one listener may subscribe twice and end one subscription', async () => {
      const { broadcast, settle } = await setup();
      let heard = 0;
      const listener = (): void => {
        heard += 1;
      };
      const end = broadcast.subscribe(listener);
      broadcast.subscribe(listener);
      end();
      broadcast.publish(MOVED);
      await settle();
      assert.equal(heard, 1);
    });

    it('SY9 a listener may end its own subscription', async () => {
      const { broadcast, settle } = await setup();
      let heard = 0;
      const end = broadcast.subscribe(() => {
        heard += 1;
        end();
      });
      broadcast.publish(MOVED);
      await settle();
      broadcast.publish(MOVED);
      await settle();
      assert.equal(heard, 1);
    });

    it('SY8 publishing with nobody there is fine', async () => {
      const { broadcast, settle } = await setup();
      broadcast.publish(MOVED);
      await settle();
    });
  });
}
