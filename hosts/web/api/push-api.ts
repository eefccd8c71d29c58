import type { PushSubscription } from '../../../core/vocabulary/push-subscription.js';
import type { Outcome } from '../../../core/vocabulary/errors.js';
import { call, field } from './call.js';

const SUBSCRIPTIONS = '/users/me/push_subscriptions';

/** What this server's browsers subscribe with. */
export async function readPushKey(): Promise<Outcome<string>> {
  const answer = await call('GET', SUBSCRIPTIONS);
  return answer.ok ? { ok: true, value: String(field(answer.value, 'publicKey')) } : answer;
}

/** Tells this browser from now on, until the session ends. */
export function putSubscription(subscription: PushSubscription): Promise<Outcome<unknown>> {
  const { endpoint, p256dh, auth } = subscription;
  const given = { endpoint, p256dh_key: p256dh, auth_key: auth };
  return call('POST', SUBSCRIPTIONS, { push_subscription: given });
}

export function deleteSubscription(endpoint: string): Promise<Outcome<unknown>> {
  return call('DELETE', SUBSCRIPTIONS, { push_subscription: { endpoint } });
}
