import { HttpOutbound } from '../../adapters/outbound/http-outbound.js';
import { systemClock } from '../../adapters/system/clock.js';
import { generateVapidKeys, type VapidKeys } from '../../adapters/web-push/vapid.js';
import { WebPush } from '../../adapters/web-push/web-push.js';
import type { Push } from '../../ports/push.js';
import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';

/** Web Push, and what ends its requests. */
export interface OpenPush {
  readonly push: Push;
  readonly close: () => void;
}

/**
 * Web Push with the server's own keys, which are drawn at the first start and kept in the
 * database: browsers are subscribed with them. Requests go to the public internet alone.
 *
 * @param subject - how push services reach the operator: a `mailto:` or `https:` URL.
 * @throws ChatError `busy`, `disk_full`, `unavailable`.
 */
export async function openWebPush(
  store: Store,
  options: { readonly subject: string; readonly telemetry: Telemetry },
): Promise<OpenPush> {
  const { subject, telemetry } = options;
  const keys = await keysOf(store);
  const outbound = new HttpOutbound({ clock: systemClock, schemes: ['https:'] });
  telemetry.gauge('push_exchanges', 'Requests to push services', () => outbound.running);
  telemetry.gauge('push_exchanges_waiting', 'Such that wait', () => outbound.waiting);
  const push = new WebPush({ outbound, clock: systemClock, vapid: { subject, ...keys } });
  return { push, close: () => outbound.close() };
}

/** The pair that is kept; whichever process comes first draws it. */
async function keysOf(store: Store): Promise<VapidKeys> {
  const kept = await store.read((snapshot) => snapshot.pushKeys());
  if (kept !== null) return kept;
  const drawn = generateVapidKeys();
  return store.write(
    async (tx) => {
      await tx.setPushKeys(drawn);
      return (await tx.pushKeys()) ?? drawn;
    },
    { afterUnknownCommit: 'rerun' },
  );
}
