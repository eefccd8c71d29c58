import type { UserId } from './ids.js';
import { MENTIONS_PER_MESSAGE_MAX, PERSON_NAME_CHARACTERS_MAX } from './limits.js';

/** Marks in one text that are looked at; what stands behind further ones is text. */
const MARKS_MAX = 40;
/** Words that a name is looked for in, from the mark on. */
const NAME_WORDS_MAX = 4;

/** Someone who bears a name that a text may mean. */
export interface Namesake {
  readonly id: UserId;
  readonly name: string;
}

/**
 * Names that a text may mention, each once: the one to four words behind each `@` that stands at
 * the start of a word, without the punctuation that ends them.
 */
export function namesIn(body: string): readonly string[] {
  return [...new Set(marks(body).flat())];
}

/**
 * Whom a text mentions, ascending, its author never: behind each mark those who bear the longest
 * name that somebody bears. Names differ by more than the case of the letters A to Z.
 *
 * @param found - people of the room who bear one of {@link namesIn}. With more than
 * MENTIONS_PER_MESSAGE_MAX of them the first ones are mentioned.
 */
export function mentionedIn(
  body: string,
  authorId: UserId,
  found: readonly Namesake[],
): readonly UserId[] {
  const bearers = new Map<string, UserId[]>();
  for (const { id, name } of found) {
    const key = folded(name);
    bearers.set(key, [...(bearers.get(key) ?? []), id]);
  }
  const mentioned = new Set<UserId>();
  for (const names of marks(body)) {
    const meant = names.find((name) => bearers.has(folded(name)));
    for (const id of bearers.get(folded(meant ?? '')) ?? []) {
      if (id !== authorId && mentioned.size < MENTIONS_PER_MESSAGE_MAX) mentioned.add(id);
    }
  }
  return [...mentioned].sort((a, b) => a - b);
}

/** For each mark the names that it may begin, the longest first. */
function marks(body: string): readonly (readonly string[])[] {
  const starts = [...body.matchAll(/(?<![\p{L}\p{N}_.@])@(?=[\p{L}\p{N}])/gu)];
  return starts.slice(0, MARKS_MAX).map(({ index }) => namesAt(body, index + 1));
}

function namesAt(body: string, start: number): readonly string[] {
  const [line = ''] = body.slice(start, start + 2 * PERSON_NAME_CHARACTERS_MAX).split('\n', 1);
  const names: string[] = [];
  let end = 0;
  for (const word of line.split(' ').slice(0, NAME_WORDS_MAX)) {
    end += word.length;
    const whole = line.slice(0, end);
    names.push(whole, whole.replace(/['’]s$|[^\p{L}\p{N}]+$/u, ''));
    end += 1;
  }
  return [...new Set(names)].filter((name) => name !== '').sort((a, b) => b.length - a.length);
}

function folded(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
