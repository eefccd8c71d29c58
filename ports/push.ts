import type { PushSubscription } from '../core/vocabulary/push-subscription.js';

/** What fits into one encrypted record that every push service takes. */
export const PUSH_PAYLOAD_BYTES_MAX = 3_993;
/** Four weeks: services keep nothing for longer. */
export const PUSH_TTL_SECONDS_MAX: number = 28 * 24 * 60 * 60;
export const PUSH_TOPIC_CHARACTERS_MAX = 32;

export const PUSH_URGENCIES = ['very-low', 'low', 'normal', 'high'] as const;
export type PushUrgency = (typeof PUSH_URGENCIES)[number];

/** One message for one browser. */
export interface PushMessage {
  readonly payload: Uint8Array;
  /** How long a service keeps it for a browser that is away, 0 to {@link PUSH_TTL_SECONDS_MAX}. */
  readonly ttlSeconds: number;
  readonly urgency: PushUrgency;
  /**
   * A waiting message of the same topic is replaced. 1 to {@link PUSH_TOPIC_CHARACTERS_MAX} out of
   * `A-Z a-z 0-9 _ -`; null for none.
   */
  readonly topic: string | null;
}

/**
 * - `subscription`: malformed. `payload_too_large`: here or for the service.
 * - `refused`: the endpoint is where nothing may be sent. `unauthorized`: our key is not taken.
 * - `limited`: too much was sent. `unreachable`: no answer came; it may have been taken.
 * - `service`: any other answer.
 */
export const PUSH_REJECTIONS = [
  'subscription',
  'payload_too_large',
  'refused',
  'unauthorized',
  'limited',
  'unreachable',
  'service',
] as const;
export type PushRejection = (typeof PUSH_REJECTIONS)[number];

/** What became of a message. `gone`: the subscription is no more, and should be forgotten. */
export type PushResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'rejected'; readonly reason: PushRejection; readonly retryable: false }
  | {
      readonly kind: 'rejected';
      readonly reason: PushRejection;
      readonly retryable: true;
      /** As the service asks; null where it does not say. */
      readonly retryAfterMs: number | null;
    };

/** Tells browsers something that are not connected. */
export interface Push {
  /** What browsers subscribe with: a point in base64url. */
  readonly publicKey: string;
  /**
   * Hands a message to the browser's push service, which does so with the browser when it can.
   *
   * At least once if it is repeated: a topic makes repetitions one. Never rejects.
   */
  deliver(subscription: PushSubscription, message: PushMessage): Promise<PushResult>;
}
