import type { Context } from 'koa';
import type { Refusal } from '../../../core/vocabulary/errors.js';
import { HTTP_STATUS } from './status.js';

/** Answers with JSON that nothing may keep: it depends on who asks. */
export function answer(context: Context, body: object, status = 200): void {
  context.status = status;
  context.set('Cache-Control', 'no-store');
  context.body = body;
}

/** Answers with a refusal: its status, its code, and when to come back. */
export function answerRefusal(context: Context, refusal: Refusal): void {
  const { code, message, retryAfterMs } = refusal;
  if (retryAfterMs !== undefined) {
    // Whole seconds, and never early.
    context.set('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  }
  if (code === 'unauthenticated') context.set('WWW-Authenticate', 'Bearer realm="Hearth"');
  answer(
    context,
    { error: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } },
    HTTP_STATUS[code],
  );
}
