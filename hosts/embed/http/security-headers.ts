import type { Context } from 'koa';

/** A year: what browsers ask of a host that means it. */
const HSTS_SECONDS = 365 * 24 * 60 * 60;

/** What a `Host` header may hold to be repeated in a policy. */
const HOST_PATTERN = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

const FIXED_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  // Join links are secrets in the path: no other site learns them.
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy':
    'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), ' +
    'gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Sets the headers that every answer of Hearth carries. */
export function setSecurityHeaders(context: Context, secure: boolean): void {
  context.set(FIXED_HEADERS);
  context.set('Content-Security-Policy', contentSecurityPolicy(context.get('Host')));
  if (secure) context.set('Strict-Transport-Security', `max-age=${HSTS_SECONDS}`);
}

/**
 * Nothing inline, nothing from elsewhere, in nobody's frame.
 *
 * Browsers differ in whether `'self'` covers a WebSocket, so the own host is named for it.
 */
function contentSecurityPolicy(host: string): string {
  const sockets = HOST_PATTERN.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
