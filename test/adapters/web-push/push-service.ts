import { systemClock } from '../../../adapters/system/clock.js';
import { generateVapidKeys, type Vapid } from '../../../adapters/web-push/vapid.js';
import { WebPush } from '../../../adapters/web-push/web-push.js';
import type { PushSubscription } from '../../../core/vocabulary/push-subscription.js';
import type { Clock } from '../../../ports/clock.js';
import type { PushMessage } from '../../../ports/push.js';
import type { OutboundArrival, OutboundReply } from '../../contracts/outbound.contract.js';
import type { PushBench, PushServiceMood } from '../../contracts/push.contract.js';
import { loopbackOutbound, TableResolver } from '../outbound/bench.js';
import { FarEnd } from '../outbound/far-end.js';
import { identityOf } from '../outbound/identity.js';
import { BrowserKeys } from './browser-keys.js';

const NOTHING = new Uint8Array(0);
const MOODS: Readonly<Record<PushServiceMood, OutboundReply>> = {
  takes: { status: 201, headers: {}, body: NOTHING },
  forgot: { status: 410, headers: {}, body: NOTHING },
  limits: { status: 429, headers: { 'retry-after': '30' }, body: NOTHING },
  fails: { status: 500, headers: {}, body: NOTHING },
  denies: { status: 403, headers: {}, body: NOTHING },
  vanishes: 'cut',
};

export interface WebPushBench extends PushBench {
  readonly service: FarEnd;
  readonly browser: BrowserKeys;
  readonly vapid: Vapid;
}

/** Web Push to a service on the loopback, with a browser that reads what it is told. */
export async function webPushBench(clock: Clock = systemClock): Promise<WebPushBench> {
  const identity = identityOf('push.test');
  const service = await FarEnd.start({ hostname: 'push.test', identity });
  const outbound = loopbackOutbound({
    resolver: new TableResolver({ 'push.test': [['127.0.0.1']] }),
    certificates: [identity.certificate],
  });
  const browser = new BrowserKeys();
  const heard: PushMessage[] = [];
  const mood = (next: PushServiceMood): void => {
    service.reply = (arrival) => {
      if (next === 'takes') heard.push(messageFor(browser, arrival));
      return MOODS[next];
    };
  };
  mood('takes');
  const vapid = { ...generateVapidKeys(), subject: 'mailto:hearth@example.test' };
  return {
    push: new WebPush({ outbound, clock, vapid }),
    subscription: subscriptionOf(browser, service),
    heard,
    mood,
    service,
    browser,
    vapid,
    close: () => {
      outbound.close();
      return service.close();
    },
  };
}

export function subscriptionOf(browser: BrowserKeys, service: FarEnd): PushSubscription {
  const { p256dh, auth } = browser;
  return { endpoint: `${service.origin}/push/abc?v=1`, p256dh, auth };
}

function messageFor(browser: BrowserKeys, { headers, body }: OutboundArrival): PushMessage {
  return {
    payload: browser.decrypt(body),
    ttlSeconds: Number(headers['ttl']),
    urgency: headers['urgency'] as PushMessage['urgency'],
    topic: headers['topic'] ?? null,
  };
}
