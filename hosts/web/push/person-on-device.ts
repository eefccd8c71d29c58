import type { UserId } from '../../../core/vocabulary/ids.js';

/** As in the worker, which reads it. */
const PERSON_CACHE = 'hearth.person';
const PERSON_URL = '/person';

/** Says who uses this browser: notifications for anybody else are not shown. */
export async function keepPerson(userId: UserId): Promise<void> {
  const cache = await caches.open(PERSON_CACHE);
  await cache.put(PERSON_URL, new Response(String(userId)));
}

export async function forgetPerson(): Promise<void> {
  await caches.delete(PERSON_CACHE);
}
