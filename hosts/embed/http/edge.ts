import type { Middleware } from 'koa';
import { ChatError, isChatError } from '../../../core/vocabulary/errors.js';
import type { Telemetry } from '../../../ports/telemetry.js';
import type { HttpOptions } from '../options.js';
import { answerRefusal } from './answer.js';
import { isSecure } from './request-facts.js';
import { isOwnOrigin, isUnsafe } from './origin.js';
import { setSecurityHeaders } from './security-headers.js';

/**
 * What stands before each of Hearth's own answers: headers, the check of the origin, and errors
 * with a code.
 *
 * A value that is thrown and has no code is a defect: it is logged, and the caller learns only
 * `internal`.
 */
export function edge(options: HttpOptions, telemetry: Telemetry): Middleware {
  return async (context, next) => {
    setSecurityHeaders(context, isSecure(context.req, options));
    try {
      if (isUnsafe(context.method) && !isOwnOrigin(context.req.headers, options.origins)) {
        throw new ChatError('forbidden', 'This request comes from another site.');
      }
      await next();
    } catch (error) {
      answerError(context, error, telemetry);
    }
    telemetry.count('http_answers_total');
  };
}

function answerError(
  context: Parameters<Middleware>[0],
  error: unknown,
  telemetry: Telemetry,
): void {
  if (isChatError(error)) {
    answerRefusal(context, refusalOf(error));
    return;
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  telemetry.log('error', 'a request failed', {
    // The route and not the path: a path may hold a join code.
    route: `${context.method} ${String(context['_matchedRoute'] ?? '')}`,
    reason,
  });
  answerRefusal(context, {
    code: 'internal',
    message: 'Something is wrong in the server. Its log has more.',
  });
}

function refusalOf(error: ChatError) {
  const { code, message, retryAfterMs } = error;
  return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
}
