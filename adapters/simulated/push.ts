import {
  pushSubscriptionFault,
  type PushSubscription,
} from '../../core/vocabulary/push-subscription.js';
import {
  PUSH_PAYLOAD_BYTES_MAX,
  type Push,
  type PushMessage,
  type PushResult,
} from '../../ports/push.js';
import { sleep, type Timeline } from './timeline.js';

export interface SimulatedDelivery {
  readonly subscription: PushSubscription;
  readonly message: PushMessage;
}

/** What becomes of one delivery: whether the service gets it, and what is answered in the end. */
export interface PushFate {
  readonly arrives: boolean;
  readonly upMs: number;
  readonly downMs: number;
  /** Instead of what the service says; null for that. */
  readonly result: PushResult | null;
}

export interface SimulatedPushOptions {
  readonly timeline: Timeline;
  readonly publicKey: string;
  /** Drawn anew for each delivery, by a key of the caller's choice. */
  readonly fate: (delivery: SimulatedDelivery) => PushFate;
  /** The push service of every browser. */
  readonly service: (delivery: SimulatedDelivery) => PushResult;
}

const UNREACHABLE: PushResult = {
  kind: 'rejected',
  reason: 'unreachable',
  retryable: true,
  retryAfterMs: null,
};

/** Push to services of a simulation, which read every message. */
export class SimulatedPush implements Push {
  readonly publicKey: string;
  readonly #options: SimulatedPushOptions;

  constructor(options: SimulatedPushOptions) {
    this.publicKey = options.publicKey;
    this.#options = options;
  }

  async deliver(subscription: PushSubscription, message: PushMessage): Promise<PushResult> {
    const { timeline, fate, service } = this.#options;
    const fault = faultOf({ subscription, message });
    if (fault !== null) return { kind: 'rejected', reason: fault, retryable: false };
    const { arrives, upMs, downMs, result } = fate({ subscription, message });
    const step = { kind: 'push', entity: subscription.endpoint };
    await sleep(timeline, upMs, step);
    const said = arrives ? service({ subscription, message }) : UNREACHABLE;
    await sleep(timeline, downMs, step);
    return result ?? said;
  }
}

function faultOf({ subscription, message }: SimulatedDelivery) {
  if (pushSubscriptionFault(subscription) !== null) return 'subscription';
  return message.payload.length > PUSH_PAYLOAD_BYTES_MAX ? 'payload_too_large' : null;
}
