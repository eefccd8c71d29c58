import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Push } from '../../ports/push.js';
import type { Store, Tx } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { JobKind } from '../jobs/job.js';
import { checkCaller } from '../sessions/check-caller.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { pushSubscriptionFault, type PushSubscription } from '../vocabulary/push-subscription.js';
import type { Instant } from '../vocabulary/time.js';
import type { Presence } from './presence.js';
import { Pushing } from './pushing.js';
import { Telling } from './telling.js';
import { Withdrawing } from './withdrawing.js';

interface NotificationsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly push: Push;
  readonly presence: Presence;
  readonly telemetry: Telemetry;
}

/** Who is told of what while they are not looking, and on which browsers. */
export class Notifications {
  readonly #ports: NotificationsPorts;
  /** What jobs of each kind do that units of posting, reading and deleting call for. */
  readonly kinds: Readonly<Record<'tell' | 'withdraw' | 'push', JobKind>>;

  constructor(ports: NotificationsPorts) {
    this.#ports = ports;
    this.kinds = {
      tell: new Telling(ports),
      withdraw: new Withdrawing(ports.store),
      push: new Pushing(ports),
    };
  }

  /** What browsers subscribe with. */
  get publicKey(): string {
    return this.#ports.push.publicKey;
  }

  /**
   * Tells the caller's browser from now on, until its session ends. Whoever was told there before
   * is not any more. What is so already succeeds.
   *
   * @returns `invalid_argument` for what no browser can have said, `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  subscribe(caller: Caller, subscription: PushSubscription): Promise<Outcome<null>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.write((tx) => subscribe(tx, caller, { subscription, at }), {
      afterUnknownCommit: 'rerun',
    });
  }

  /**
   * Tells a browser of the caller nothing more. One that is not told succeeds.
   *
   * @returns `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  unsubscribe(caller: Caller, endpoint: string): Promise<Outcome<null>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.write(
      async (tx): Promise<Outcome<null>> => {
        const person = await checkCaller(tx, caller, at);
        if (!person.ok) return person;
        await tx.deleteSubscription(caller.userId, endpoint);
        return done(null);
      },
      { afterUnknownCommit: 'rerun' },
    );
  }
}

async function subscribe(
  tx: Tx,
  { userId, sessionId }: Caller,
  { subscription, at }: { readonly subscription: PushSubscription; readonly at: Instant },
): Promise<Outcome<null>> {
  const person = await checkCaller(tx, { userId, sessionId }, at);
  if (!person.ok) return person;
  const fault = pushSubscriptionFault(subscription);
  if (fault !== null) return refused('invalid_argument', `The ${fault} of a browser is not such.`);
  const { endpoint, p256dh, auth } = subscription;
  // What was called for names a subscription by its id: one that is as it was keeps it.
  const isKnown = (await tx.subscriptionsOf(userId)).some(
    (one) =>
      one.sessionId === sessionId &&
      one.endpoint === endpoint &&
      one.p256dh === p256dh &&
      one.auth === auth,
  );
  if (isKnown) return done(null);
  await tx.insertSubscription({ userId, sessionId, endpoint, p256dh, auth, createdAt: at });
  return done(null);
}
