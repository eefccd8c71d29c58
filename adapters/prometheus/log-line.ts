import type { LogLevel } from '../../ports/telemetry.js';

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** How log lines look: one JSON object a line for programs, or a short line for people. */
export const LOG_FORMATS = ['json', 'human'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogEntry {
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Values that need no quotes to be read as one word. */
const WORD = /^[\w.:/@+-]+$/;

/**
 * One line, without its end. Whatever is logged, it stays one line: nothing in it can fake another.
 */
export function logLine(format: LogFormat, entry: LogEntry): string {
  const { at, level, message, fields } = entry;
  if (format === 'json') {
    return JSON.stringify({ ...fields, time: at.toISOString(), level, message });
  }
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${word(value)}`);
  const text = /[\p{Cc}\u2028\u2029]/u.test(message) ? JSON.stringify(message) : message;
  return [at.toISOString(), level.padEnd(5), text, ...pairs].join(' ');
}

function word(value: string | number | boolean | null): string {
  return typeof value === 'string' && !WORD.test(value) ? JSON.stringify(value) : String(value);
}
