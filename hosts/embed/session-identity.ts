import type { Caller, RequestIdentity } from '../../ports/auth.js';
import { cookieValue, SESSION_COOKIE } from './http/session-cookie.js';

/**
 * Identifies by Hearth's own sessions: the cookie of a browser, or `Authorization: Bearer` with the
 * token.
 *
 * @param resume - the caller behind a token.
 */
export function identifyBySession(
  resume: (token: string) => Promise<Caller | null>,
): (request: RequestIdentity) => Promise<Caller | null> {
  return async (request) => {
    const token = tokenOf(request);
    return token === null ? null : resume(token);
  };
}

/** A header is said on purpose, so it goes before the cookie. */
function tokenOf({ headers }: RequestIdentity): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return bearer ?? cookieValue(headers['cookie'], SESSION_COOKIE);
}
