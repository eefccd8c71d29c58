import { STORAGE_WAIT_MS } from '../../../core/client/limits.js';
import type { LocalStore } from '../../../ports/local-store.js';

/**
 * A device's store, with a look at how long a page waits for it: behind others that are asked
 * before, and frozen. The name of the profile may come late: no message waits in it.
 */
export function timedStore(
  store: LocalStore,
  watch: {
    readonly nowMs: () => number;
    readonly onLate: () => unknown;
    /** What was left is asked for, or the device has failed at it while the page still waits. */
    readonly onRead: (what: 'asked' | 'failed') => void;
  },
): LocalStore {
  const timed = <Value>(answer: Promise<Value>): Promise<Value> => {
    const askedMs = watch.nowMs();
    const look = (): void => {
      if (watch.nowMs() - askedMs >= STORAGE_WAIT_MS) watch.onLate();
    };
    answer.then(look, look);
    return answer;
  };
  // Whoever could not claim something looks why: that is no reading of what was left.
  let hasFailedToClaim = false;
  const read = <Value>(answer: Promise<Value>): Promise<Value> => {
    const askedMs = watch.nowMs();
    answer.catch(() => {
      if (watch.nowMs() - askedMs < STORAGE_WAIT_MS) watch.onRead('failed');
    });
    return timed(answer);
  };
  return {
    load: (...asked) => {
      const answer = store.load(...asked);
      const isForClaim = hasFailedToClaim;
      hasFailedToClaim = false;
      if (isForClaim) return timed(answer);
      watch.onRead('asked');
      return read(answer);
    },
    put: (...asked) => timed(store.put(...asked)),
    claim: (...asked) => {
      const answer = store.claim(...asked);
      answer.then(
        (isClaimed) => (hasFailedToClaim = !isClaimed),
        () => undefined,
      );
      return timed(answer);
    },
    settle: (...asked) => timed(store.settle(...asked)),
    adopt: (...asked) => read(store.adopt(...asked)),
    putDraft: (...asked) => timed(store.putDraft(...asked)),
    clear: (...asked) => timed(store.clear(...asked)),
    profile: (...asked) => store.profile(...asked),
  };
}
