import type { Person } from '../../../core/vocabulary/people.js';

/** Colours that people have, in turn by id. As many as tokens.css holds. */
const PEOPLE_COLOURS = 8;

/** A person's initials on their colour. Decoration: the name stands beside it. */
export function Avatar({ person }: { readonly person: Person | null }) {
  const colour = (person?.id ?? 0) % PEOPLE_COLOURS;
  return (
    <span className="avatar" style={{ background: `var(--person-${colour})` }} aria-hidden="true">
      {initials(person?.name ?? '')}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last]
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}
