import { MutantError } from './mutant.js';

interface Hunk {
  /** Line of the old file, from 1, at which it says that it begins. */
  readonly start: number;
  readonly lines: readonly string[];
}

interface FilePatch {
  readonly file: string;
  readonly hunks: readonly Hunk[];
}

/**
 * Reads a unified diff. Paths lose one leading folder of `a/` and `b/`.
 *
 * @throws MutantError for a text that is not a diff of existing files.
 */
export function readPatch(text: string): readonly FilePatch[] {
  const files: { file: string; hunks: { start: number; lines: string[] }[] }[] = [];
  let hunk: { start: number; lines: string[] } | null = null;
  for (const line of text.split('\n')) {
    const target = /^\+\+\+ (?:b\/)?([^\t]+)/.exec(line)?.[1];
    const start = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@/.exec(line)?.[1];
    if (target !== undefined) {
      if (target === '/dev/null') throw new MutantError('a patch may not delete a file');
      files.push({ file: target.trim(), hunks: [] });
      hunk = null;
    } else if (start !== undefined) {
      hunk = { start: Number(start), lines: [] };
      const file = files[files.length - 1];
      if (file === undefined) throw new MutantError('a hunk comes before its file');
      file.hunks.push(hunk);
    } else if (hunk !== null && /^[ +-]/.test(line) && !/^--- /.test(line)) hunk.lines.push(line);
    else if (hunk !== null && line === '') hunk.lines.push(' ');
  }
  for (const { hunks } of files) for (const { lines } of hunks) trimEnd(lines);
  if (files.length === 0 || files.some(({ hunks }) => hunks.length === 0)) {
    throw new MutantError('there is no hunk in the patch');
  }
  return files;
}

/** Applies the hunks of one file. @throws MutantError where the file is not as a hunk says. */
export function applyPatch(source: string, { file, hunks }: FilePatch): string {
  const lines = source.split('\n');
  let shift = 0;
  for (const hunk of hunks) {
    const before = hunk.lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    const after = hunk.lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    const at = find(lines, before, hunk.start - 1 + shift);
    if (at === null) {
      throw new MutantError(`${file}: the hunk at line ${String(hunk.start)} does not apply`);
    }
    lines.splice(at, before.length, ...after);
    shift = at - (hunk.start - 1) + after.length - before.length;
  }
  return lines.join('\n');
}

/** The place nearest to where the hunk says it is. */
function find(lines: readonly string[], wanted: readonly string[], near: number): number | null {
  for (let distance = 0; distance <= lines.length; distance += 1) {
    for (const at of [near - distance, near + distance]) {
      if (at >= 0 && wanted.every((line, index) => lines[at + index] === line)) return at;
    }
  }
  return null;
}

/** Empty lines after a hunk end the text, and are no part of it. */
function trimEnd(lines: string[]): void {
  while (lines[lines.length - 1] === ' ') lines.pop();
}
