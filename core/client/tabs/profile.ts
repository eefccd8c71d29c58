import type { Clock } from '../../../ports/clock.js';
import type { LocalStore } from '../../../ports/local-store.js';
import type { Random } from '../../../ports/random.js';
import type { ProfileId } from '../../vocabulary/fence.js';
import { hex } from '../../vocabulary/hex.js';
import { PROFILE_WAIT_MS } from './limits.js';

/** Bytes of chance in a name: two browsers never choose the same. */
const PROFILE_BYTES = 16;

/**
 * The name of this browser. Where the device keeps nothing, or does not answer, it is a new one: a
 * browser that lost its name is another browser to the server, and nobody is locked out.
 */
export function profileOf(parts: {
  readonly localStore: Pick<LocalStore, 'profile'>;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<ProfileId> {
  const { localStore, clock, random } = parts;
  const candidate = hex(random.bytes(PROFILE_BYTES)) as ProfileId;
  return new Promise((resolve) => {
    const cancel = clock.after(PROFILE_WAIT_MS, () => {
      resolve(candidate);
    });
    localStore
      .profile(candidate)
      .then(resolve, () => {
        resolve(candidate);
      })
      .finally(cancel);
  });
}
