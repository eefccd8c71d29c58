import { readFileSync } from 'node:fs';

const PAGE = new URL('../../../../docs/architecture.md', import.meta.url);

/** What a slow machine adds: the times are of the product, not of the machine. */
export const LEEWAY_MS = 5_000;

/**
 * How long it may take until others are told, in milliseconds, as docs/architecture.md states it.
 *
 * @param what - what has happened: the first cell of a row, word for word.
 */
export function statedMs(what: string): number {
  const row = readFileSync(PAGE, 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${what} |`));
  const seconds = /^\d+(?= s$)/.exec(row?.split('|')[2]?.trim() ?? '')?.[0];
  if (seconds === undefined) throw new Error(`docs/architecture.md states no time of: ${what}`);
  return Number(seconds) * 1_000;
}
