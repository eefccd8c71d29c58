import type { IncomingHttpHeaders } from 'node:http';

/** Requests of these methods change nothing, wherever the link to them stood. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a method may change something. */
export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * Whether a request may come from where it says it comes from.
 *
 * With configured origins, `Origin` must be one of them; without, it must name the host that the
 * request
 * was made to. Programs that are not browsers send no `Origin`; a browser that leaves it out still
 * says
 * `Sec-Fetch-Site`, which must not be another site.
 *
 * @param origins - as in `https://chat.example.com`, without a slash at the end.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) {
    return origins.length > 0 ? origins.includes(origin) : hostOf(origin) === host?.toLowerCase();
  }
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
