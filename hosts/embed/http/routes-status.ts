import { timingSafeEqual, createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { Clock } from '../../../ports/clock.js';
import { answer } from './answer.js';
import { isLocal } from './request-facts.js';
import type { HttpParts } from './parts.js';

/** A store that does not answer a trivial read within this time is not up. */
const UP_LIMIT_MS = 2_000;

/** Whether it works, and how much: for balancers and for people who watch. */
export function addStatusRoutes(router: Router, parts: HttpParts): void {
  router.get('/up', async (context) => {
    await within(
      parts.clock,
      parts.store.read((snapshot) => snapshot.epoch()),
    );
    answer(context, { status: 'ok' });
  });

  router.get('/metrics', async (context) => {
    if (!mayReadMetrics(context, parts.options.metricsToken)) {
      throw new ChatError('forbidden', 'Metrics are for this machine, or for who has the token.');
    }
    if (parts.metrics === null)
      throw new ChatError('not_found', 'The embedding program keeps the metrics.');
    context.set('Cache-Control', 'no-store');
    context.type = 'text/plain; version=0.0.4; charset=utf-8';
    context.body = await parts.metrics();
  });
}

function mayReadMetrics(context: Context, token: string | null): boolean {
  if (token === null) return isLocal(context.req);
  return timingSafeEqual(sha256(context.get('Authorization')), sha256(`Bearer ${token}`));
}

/** Hashes have one length, which the comparison in constant time asks for. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function within<Value>(clock: Clock, work: Promise<Value>): Promise<Value> {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(UP_LIMIT_MS, () => {
      reject(new ChatError('unavailable', 'The database does not answer.'));
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
