import { onPressed, onPush, type Surroundings } from './reactions.js';

declare const self: ServiceWorkerGlobalScope;

/** Where pages keep who uses this browser: they and the worker share no other storage. */
const PERSON_CACHE = 'hearth.person';
const PERSON_URL = '/person';

const around: Surroundings = {
  show: (title, options) => self.registration.showNotification(title, options),
  shown: (tag) => self.registration.getNotifications({ tag }),
  pages: () => self.clients.matchAll({ type: 'window', includeUncontrolled: true }),
  openPage: (path) => self.clients.openWindow(path),
  setBadge: async (count) => {
    // Only installed apps have one, and not in every browser.
    if ('setAppBadge' in self.navigator) {
      await self.navigator.setAppBadge(count).catch(() => undefined);
    }
  },
  person: async () => {
    const kept = await (await caches.open(PERSON_CACHE)).match(PERSON_URL);
    return kept === undefined ? null : Number(await kept.text());
  },
};

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => {
  event.waitUntil(onPush(around, event.data?.text() ?? ''));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(onPressed(around, event.notification.data));
});
