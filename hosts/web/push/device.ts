import { isChatError } from '../../../core/vocabulary/errors.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { deleteSubscription, putSubscription, readPushKey } from '../api/push-api.js';
import { forgetPerson, keepPerson } from './person-on-device.js';

const WORKER = '/service-worker.js';

/**
 * Whether this browser can tell its person something while Hearth is closed. `insecure`: it can
 * where the address is https. `denied`: the person, or the browser, has said no for good. `off`: it
 * may be asked. `on`: it does.
 */
export type DeviceState = 'unsupported' | 'insecure' | 'denied' | 'off' | 'on';

/** What stands in the way; null where only the person's word is missing. */
export function obstacle(): 'unsupported' | 'insecure' | 'denied' | null {
  if (!globalThis.isSecureContext) return 'insecure';
  const hasAll = 'serviceWorker' in navigator && 'PushManager' in globalThis;
  if (!hasAll || !('Notification' in globalThis)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

export async function deviceState(): Promise<DeviceState> {
  const found = obstacle();
  if (found !== null) return found;
  if (Notification.permission !== 'granted') return 'off';
  return (await currentSubscription()) === null ? 'off' : 'on';
}

/**
 * Asks the person, and has this browser told from then on. Only from a press of theirs.
 *
 * @returns what did not work, in a sentence; null where it did.
 */
export async function turnOn(userId: UserId): Promise<string | null> {
  if ((await Notification.requestPermission()) !== 'granted') {
    return 'This browser was not allowed to show notifications.';
  }
  try {
    return await subscribe(userId);
  } catch (error) {
    return isChatError(error) ? error.message : 'This browser cannot be told just now. Try again.';
  }
}

/** Tells this browser nothing more. */
export async function turnOff(): Promise<void> {
  const subscription = await currentSubscription();
  if (subscription === null) return;
  await deleteSubscription(subscription.endpoint);
  await subscription.unsubscribe();
}

/** Where the person has said yes before: the server knows this browser, and the browser them. */
export async function keepOn(userId: UserId): Promise<void> {
  if (obstacle() !== null || Notification.permission !== 'granted') return;
  if ((await currentSubscription()) !== null) await subscribe(userId);
}

/** The person signs out: nothing of theirs is shown here any more. */
export async function leaveDevice(): Promise<void> {
  if (obstacle() !== null) return;
  await forgetPerson();
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function subscribe(userId: UserId): Promise<string | null> {
  const key = await readPushKey();
  if (!key.ok) return key.refusal.message;
  const registration = await navigator.serviceWorker.register(WORKER);
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key.value,
  });
  const { endpoint, keys } = subscription.toJSON();
  const [p256dh = '', auth = ''] = [keys?.['p256dh'], keys?.['auth']];
  await keepPerson(userId);
  const outcome = await putSubscription({ endpoint: endpoint ?? '', p256dh, auth });
  if (outcome.ok) return null;
  await subscription.unsubscribe();
  return outcome.refusal.message;
}
