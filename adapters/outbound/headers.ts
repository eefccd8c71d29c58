import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What the connection itself says. */
const OF_THE_CONNECTION: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Headers with their names in lower case; null where one may not be sent. */
export function checkedHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | null {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const checked = Object.fromEntries(entries) as Record<string, string>;
  return Object.entries(checked).every(isAllowed) ? checked : null;
}

function isAllowed([name, value]: [string, string]): boolean {
  if (OF_THE_CONNECTION.includes(name)) return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
