import { setFlagsFromString } from 'node:v8';

/**
 * Runs every microtask that is queued, and those that they queue. Works only outside microtasks.
 */
export type Drain = () => void;

let known: Drain | null = null;

/**
 * Prepares draining by V8's own checkpoint and asserts once that it works.
 *
 * Must be called from a macrotask: inside a microtask, or at a module's top level, the checkpoint
 * does nothing. That is why the probe is made here.
 */
export function microtaskDrain(): Drain {
  if (known !== null) return known;
  setFlagsFromString('--allow-natives-syntax');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- compiled after the flag was set
  const drain = new Function('%PerformMicrotaskCheckpoint()') as Drain;
  const probe = { ran: false };
  void Promise.resolve()
    .then(() => undefined)
    .then(() => {
      probe.ran = true;
    });
  drain();
  if (!probe.ran)
    throw new Error(
      'microtasks cannot be drained from here: start the simulation from a macrotask',
    );
  known = drain;
  return drain;
}
