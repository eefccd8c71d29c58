import { STORAGE_WAIT_MS } from '../../../core/client/limits.js';
import type { LocalStore } from '../../../ports/local-store.js';

/**
 * A device's store, with a look at how long a page waits for it: behind others that are asked
 * before, and frozen. The name of the profile may come late: no message waits in it.
 */
export function timedStore(
  store: LocalStore,
  watch: { readonly nowMs: () => number; readonly onLate: () => unknown },
): LocalStore {
  const timed = <Value>(answer: Promise<Value>): Promise<Value> => {
    const askedMs = watch.nowMs();
    const look = (): void => {
      if (watch.nowMs() - askedMs >= STORAGE_WAIT_MS) watch.onLate();
    };
    answer.then(look, look);
    return answer;
  };
  return {
    load: (...asked) => timed(store.load(...asked)),
    put: (...asked) => timed(store.put(...asked)),
    claim: (...asked) => timed(store.claim(...asked)),
    settle: (...asked) => timed(store.settle(...asked)),
    adopt: (...asked) => timed(store.adopt(...asked)),
    putDraft: (...asked) => timed(store.putDraft(...asked)),
    clear: (...asked) => timed(store.clear(...asked)),
    profile: (...asked) => store.profile(...asked),
  };
}
