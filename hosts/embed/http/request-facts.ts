import type { IncomingMessage } from 'node:http';
import type { HttpOptions } from '../options.js';

/**
 * Address of who made a request.
 *
 * @param trustProxy - whether the nearest proxy is ours: then its entry, the last of `X-Forwarded-
 * For`,
 * counts. Without it a header that anybody can write is not read.
 */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? lastEntry(request.headers['x-forwarded-for']) : undefined;
  return forwarded ?? request.socket.remoteAddress ?? 'unknown';
}

/**
 * Whether browsers reach Hearth over TLS: as configured, at this socket, or at a proxy that is
 * ours.
 */
export function isSecure(request: IncomingMessage, options: HttpOptions): boolean {
  const { origins, trustProxy } = options;
  if (origins.length > 0) return origins.every((origin) => origin.startsWith('https:'));
  if ('encrypted' in request.socket && request.socket.encrypted === true) return true;
  return trustProxy && lastEntry(request.headers['x-forwarded-proto']) === 'https';
}

/** Whether a request was made on this machine and came through no proxy. */
export function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const proxied = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers;
  return !proxied && (address === '::1' || address.replace('::ffff:', '').startsWith('127.'));
}

function lastEntry(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.at(-1) : header;
  const entry = text?.split(',').at(-1)?.trim();
  return entry === '' ? undefined : entry;
}
