import { isIP } from 'node:net';
import { OUTBOUND_URL_CHARACTERS_MAX, type OutboundRefusal } from '../../ports/outbound.js';
import type { PortRule } from './port-rule.js';

export type Scheme = 'http:' | 'https:';

export interface TargetRules {
  readonly schemes: readonly Scheme[];
  readonly isPortAllowed: PortRule;
}

/** Where a request goes, as far as its URL says. */
export interface Target {
  readonly url: URL;
  /** A name, or an address without brackets, in the spelling of the URL standard. */
  readonly hostname: string;
  readonly isAddress: boolean;
  readonly port: number;
  readonly isSecure: boolean;
}

/** Reads a URL, an absolute one or one that stands in an answer of `base`. */
export function targetOf(
  text: string,
  rules: TargetRules,
  base?: string,
): Target | OutboundRefusal {
  if (text.length > OUTBOUND_URL_CHARACTERS_MAX || !URL.canParse(text, base)) return 'url';
  const url = new URL(text, base);
  if (!rules.schemes.includes(url.protocol as Scheme)) return 'scheme';
  if (url.username !== '' || url.password !== '') return 'credentials';
  const isSecure = url.protocol === 'https:';
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  if (!rules.isPortAllowed(port)) return 'port';
  url.hash = '';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  return { url, hostname, isAddress: isIP(hostname) !== 0, port, isSecure };
}
