import { createHook } from 'node:async_hooks';

/**
 * What a run may make: promises and their reactions. Anything else would come back from outside of
 * it.
 */
const ALLOWED = new Set(['PROMISE', 'Microtask']);

/**
 * Tells of every asynchronous resource that is made other than a promise: timers, file reads,
 * thread pool work. It slows promises down, so only the determinism check sets it.
 * @returns what takes it away.
 */
export function setTripwire(onTripped: (name: string) => void): () => void {
  const hook = createHook({
    init: (_id, type) => {
      if (!ALLOWED.has(type)) onTripped(`async ${type}`);
    },
  });
  hook.enable();
  return () => {
    hook.disable();
  };
}
