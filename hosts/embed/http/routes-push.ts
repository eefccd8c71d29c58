import type Router from '@koa/router';
import type { Context } from 'koa';
import { endpointBody, subscriptionBody } from '../../../adapters/wire/http.js';
import type { Outcome } from '../../../core/vocabulary/errors.js';
import { answer, answerRefusal } from './answer.js';
import { parse, readBody } from './body.js';
import { requireCaller } from './caller.js';
import type { HttpParts } from './parts.js';

const SUBSCRIPTIONS = '/users/me/push_subscriptions';

/** Which browsers are told while nobody looks at them. */
export function addPushRoutes(router: Router, parts: HttpParts): void {
  const { auth, notifications, options } = parts;
  const body = readBody(options.bodyBytesMax);

  router.get(SUBSCRIPTIONS, async (context) => {
    await requireCaller(context, auth);
    answer(context, { publicKey: notifications.publicKey });
  });

  router.post(SUBSCRIPTIONS, body, async (context) => {
    const caller = await requireCaller(context, auth);
    const { push_subscription: given } = parse(subscriptionBody, context.request.body);
    const { endpoint, p256dh_key: p256dh, auth_key: secret } = given;
    const subscription = { endpoint, p256dh, auth: secret };
    answerNothing(context, await notifications.subscribe(caller, subscription));
  });

  router.delete(SUBSCRIPTIONS, body, async (context) => {
    const caller = await requireCaller(context, auth);
    const { push_subscription: given } = parse(endpointBody, context.request.body);
    answerNothing(context, await notifications.unsubscribe(caller, given.endpoint));
  });
}

function answerNothing(context: Context, outcome: Outcome<null>): void {
  if (outcome.ok) context.status = 204;
  else answerRefusal(context, outcome.refusal);
}
