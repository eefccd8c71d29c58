import type { Refusal } from '../../core/vocabulary/errors.js';
import { ADVICE } from './advice.js';
import type { Io } from './io.js';

/** One value for a program: one line of JSON. */
export function printJson(io: Io, value: object): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Of a database that was never set up. */
export const NOTHING_YET = 'Nobody has set it up yet: hearth setup does.';

/** A line for people. */
export function printLine(io: Io, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** A table for people: columns aligned, two spaces between, numbers to the right. */
export function printTable(
  io: Io,
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  for (const row of [header, ...rows]) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
    });
    printLine(io, cells.join('  ').trimEnd());
  }
}

/** Says on stderr what went wrong and what to do. */
export function printError(io: Io, refusal: Refusal, json: boolean): void {
  const advice = ADVICE[refusal.code];
  const { code, message } = refusal;
  if (json) {
    io.stderr.write(`${JSON.stringify({ error: { code, message, advice } })}\n`);
    return;
  }
  io.stderr.write(`hearth: ${message} (${code})\n        ${advice}\n`);
}
