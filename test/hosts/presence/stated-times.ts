import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const PAGE = new URL('../../../../docs/architecture.md', import.meta.url);

/** What a slow machine adds to times that are stated nowhere. */
export const LEEWAY_MS = 5_000;
/** What a busy machine adds to one time it does not add to each. */
const TRIES_MAX = 3;

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

/**
 * Measures how long something takes until it takes no longer than is stated, three times at most:
 * the time is the product's, and is kept to the millisecond once the machine lets it.
 */
export async function keepsStated(what: string, measure: () => Promise<number>): Promise<void> {
  const mostMs = statedMs(what);
  const tookMs: number[] = [];
  while (tookMs.length < TRIES_MAX && !(Math.min(...tookMs) <= mostMs)) {
    tookMs.push(await measure());
  }
  console.log(`      ${what}: ${tookMs.join(', ')} ms`);
  expect(Math.min(...tookMs)).to.be.at.most(mostMs);
}
