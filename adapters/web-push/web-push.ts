import type WebPushLibrary from 'web-push';
import { assert } from '../../core/vocabulary/assert.js';
import {
  pushSubscriptionFault,
  type PushSubscription,
} from '../../core/vocabulary/push-subscription.js';
import type { Clock } from '../../ports/clock.js';
import type { Outbound } from '../../ports/outbound.js';
import {
  PUSH_PAYLOAD_BYTES_MAX,
  PUSH_TOPIC_CHARACTERS_MAX,
  PUSH_TTL_SECONDS_MAX,
  type Push,
  type PushMessage,
  type PushResult,
} from '../../ports/push.js';
import { assertVapid, type Vapid } from './vapid.js';
import { rejected, verdictOn } from './verdict.js';

/** Of one push service's answer, which nobody reads. */
export const SERVICE_ANSWER_BYTES_MAX = 64 * 1024;
/** How long a push service may take. */
export const SERVICE_MS_MAX = 10_000;

const LIMITS = {
  answerBytesMax: SERVICE_ANSWER_BYTES_MAX,
  totalMs: SERVICE_MS_MAX,
  redirectsMax: 0,
};
const ENCODING = 'aes128gcm';
const TOPIC = /^[A-Za-z0-9_-]+$/;

export interface WebPushOptions {
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly vapid: Vapid;
}

/**
 * Web Push (RFC 8030): encrypted for the browser (RFC 8291), signed by the server (RFC 8292), sent
 * through Outbound.
 */
export class WebPush implements Push {
  readonly #outbound: Outbound;
  readonly #clock: Clock;
  readonly #vapid: Vapid;

  constructor({ outbound, clock, vapid }: WebPushOptions) {
    assertVapid(vapid);
    this.#outbound = outbound;
    this.#clock = clock;
    this.#vapid = vapid;
  }

  get publicKey(): string {
    return this.#vapid.publicKey;
  }

  async deliver(subscription: PushSubscription, message: PushMessage): Promise<PushResult> {
    assertMessage(message);
    if (pushSubscriptionFault(subscription) !== null) return rejected('subscription');
    if (!URL.canParse(subscription.endpoint)) return rejected('subscription');
    if (message.payload.length > PUSH_PAYLOAD_BYTES_MAX) return rejected('payload_too_large');
    const { default: library } = await import('web-push');
    const body = encrypted(library, subscription, message.payload);
    if (body === null) return rejected('subscription');
    const url = new URL(subscription.endpoint);
    const headers = { ...headersOf(message), ...this.#signature(library, url.origin) };
    const request = { method: 'POST', url: url.href, headers, body, limits: LIMITS } as const;
    return verdictOn(await this.#outbound.begin(request).result, this.#clock.now());
  }

  #signature(library: Library, audience: string): Readonly<Record<string, string>> {
    const { subject, publicKey, privateKey } = this.#vapid;
    // It takes more arguments than anyone can keep apart; the fifth says which headers come out.
    const vapid = [subject, publicKey, privateKey] as const;
    const { Authorization } = library.getVapidHeaders(audience, ...vapid, ENCODING);
    return { authorization: Authorization };
  }
}

/** What is used of the library: it is loaded by the first push. */
type Library = Pick<typeof WebPushLibrary, 'encrypt' | 'getVapidHeaders'>;

/** Null where the browser's key is no point of the curve. */
function encrypted(
  library: Library,
  { p256dh, auth }: PushSubscription,
  payload: Uint8Array,
): Uint8Array | null {
  try {
    return library.encrypt(p256dh, auth, Buffer.from(payload), ENCODING).cipherText;
  } catch {
    return null;
  }
}

function headersOf({ ttlSeconds, urgency, topic }: PushMessage): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': ENCODING,
    ttl: `${ttlSeconds}`,
    urgency,
    ...(topic === null ? {} : { topic }),
  };
}

function assertMessage({ ttlSeconds, topic }: PushMessage): void {
  const isTtl = Number.isInteger(ttlSeconds) && ttlSeconds >= 0;
  assert(isTtl && ttlSeconds <= PUSH_TTL_SECONDS_MAX, 'ttlSeconds is a limit');
  const isTopic =
    topic === null || (TOPIC.test(topic) && topic.length <= PUSH_TOPIC_CHARACTERS_MAX);
  assert(isTopic, 'a topic is short and of letters, digits, _ and -');
}
