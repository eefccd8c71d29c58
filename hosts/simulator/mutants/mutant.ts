/** One replacement in one source file. */
export interface Edit {
  /** Path from the project's root, with `/`. */
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly old: string;
  readonly new: string;
}

/** Source files that a run replaces: path from the project's root to the whole new text. */
export type MutatedSources = Readonly<Record<string, string>>;

/** A mutant that does not fit the sources as they are. The run must not start. */
export class MutantError extends Error {
  override readonly name = 'MutantError';
}

/** Lines that a canary may change. */
export const CHANGED_LINES_MAX = 10;

/** Stands in a canary's new text where running it counts as a hit. */
const HIT_MARK = '/* hit */';
const COUNT_HIT = 'globalThis.hearthMutantHits = (globalThis.hearthMutantHits ?? 0) + 1;';

/** Applies one edit. @throws MutantError when the old text is not there exactly once. */
export function applyEdit(source: string, edit: Edit): string {
  const parts = source.split(edit.old);
  if (parts.length === 2) return parts.join(edit.new);
  const times = String(parts.length - 1);
  throw new MutantError(`${edit.file}: the old text is there ${times} times, not once`);
}

/** The new text with each hit mark made to count. */
export function countHits(text: string): string {
  return text.replaceAll(HIT_MARK, COUNT_HIT);
}

/** Removed and added lines of an edit, marked as in a diff; lines that both have are left out. */
export function editDiff(edit: Edit): readonly string[] {
  const before = edit.old.split('\n');
  const after = edit.new.split('\n');
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start])
    start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return [
    ...before.slice(start, before.length - end).map((line) => `-${line}`),
    ...after.slice(start, after.length - end).map((line) => `+${line}`),
  ];
}
