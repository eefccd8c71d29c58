import type { Context } from 'koa';
import type { Instant } from '../../../core/vocabulary/time.js';

/** Name of the cookie that holds a session's token. */
export const SESSION_COOKIE = 'session_token';

/** The value of one cookie in a `Cookie` header; null where it is not there. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** Hands the browser its session: out of reach of scripts, and not sent by other sites' forms. */
export function setSessionCookie(
  context: Context,
  session: { readonly token: string; readonly expiresAt: Instant; readonly secure: boolean },
): void {
  const flags = cookieFlags(session.secure);
  const expires = new Date(session.expiresAt).toUTCString();
  context.append('Set-Cookie', `${SESSION_COOKIE}=${session.token}; Expires=${expires}; ${flags}`);
}

/** Takes the session from the browser. */
export function clearSessionCookie(context: Context, secure: boolean): void {
  context.append('Set-Cookie', `${SESSION_COOKIE}=; Max-Age=0; ${cookieFlags(secure)}`);
}

function cookieFlags(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
