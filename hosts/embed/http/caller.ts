import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { Auth, Caller, RequestIdentity } from '../../../ports/auth.js';

/** The part of a request that tells who makes it. */
export function identityOf(request: IncomingMessage): RequestIdentity {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { headers };
}

/** Who makes a request. @throws ChatError `unauthenticated` for nobody. */
export async function requireCaller(context: Context, auth: Auth): Promise<Caller> {
  const caller = await auth.identify(identityOf(context.req));
  if (caller === null) throw new ChatError('unauthenticated', 'Sign in first.');
  return caller;
}
