import type { OutboundRefusal, OutboundRequest } from '../../ports/outbound.js';
import { targetOf, type Target, type TargetRules } from './target.js';

/** What is asked of one target. */
export type Asked = Pick<OutboundRequest, 'method' | 'headers' | 'body' | 'limits'>;

/** After these the next request is a GET, whatever the first one was. */
const TURNS_TO_GET: readonly number[] = [301, 302, 303];
/** After these the same request is made elsewhere. */
const REPEATS: readonly number[] = [307, 308];

/** Headers that are meant for one origin. */
const CREDENTIALS: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];

/** Where an answer sends to; null where it is an answer itself. */
export function locationOf(
  status: number,
  headers: Readonly<Record<string, string>>,
): string | null {
  const redirects = TURNS_TO_GET.includes(status) || REPEATS.includes(status);
  return redirects ? (headers['location'] ?? null) : null;
}

/** The target of a redirect. One that leads out of TLS is not followed. */
export function redirectTarget(
  location: string,
  from: Target,
  rules: TargetRules,
): Target | OutboundRefusal {
  const target = targetOf(location, rules, from.url.href);
  if (typeof target === 'string') return target;
  return from.isSecure && !target.isSecure ? 'downgrade' : target;
}

/** What is asked at the target of a redirect. */
export function redirected(asked: Asked, status: number, way: { from: URL; to: URL }): Asked {
  const isSameOrigin = way.from.origin === way.to.origin;
  const { headers } = isSameOrigin ? asked : without(asked, CREDENTIALS);
  if (REPEATS.includes(status) || asked.method === 'HEAD') return { ...asked, headers };
  const bare = without({ ...asked, headers }, ['content-type', 'content-encoding']);
  return { ...bare, method: 'GET', body: null };
}

function without(asked: Asked, names: readonly string[]): Asked {
  const kept = Object.entries(asked.headers).filter(([name]) => !names.includes(name));
  return { ...asked, headers: Object.fromEntries(kept) };
}
