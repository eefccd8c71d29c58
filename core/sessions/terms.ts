import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Store } from '../../ports/store.js';
import type { CommandOutcome, LeadCommand } from '../vocabulary/commands.js';
import { done, refused } from '../vocabulary/errors.js';
import { PROFILE_PATTERN } from '../vocabulary/fence.js';
import { checkCaller } from './check-caller.js';

interface TermsPorts {
  readonly store: Store;
  readonly clock: Clock;
}

/** Who leads among the tabs of a browser: the terms that fence every other one. */
export class Terms {
  readonly #ports: TermsPorts;

  constructor(ports: TermsPorts) {
    this.#ports = ports;
  }

  /**
   * Begins a reign: from its commit on, commands that carry an earlier term of the browser are
   * `stale_lease`.
   *
   * Terms of a session grow over all its browsers and are never given out twice. It has no key:
   * said again, it is the next reign.
   * @returns `invalid_argument` for the profile, `unauthenticated`, `stale_lease`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  lead(caller: Caller, { profile }: LeadCommand): Promise<CommandOutcome<'lead'>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.write(
      async (tx): Promise<CommandOutcome<'lead'>> => {
        const person = await checkCaller(tx, caller, at);
        if (!person.ok) return person;
        if (!PROFILE_PATTERN.test(profile)) {
          return refused('invalid_argument', 'A profile is 1 to 64 letters and digits.');
        }
        return done({ term: await tx.issueTerm(caller, profile) });
      },
      { afterUnknownCommit: 'rerun' },
    );
  }
}
