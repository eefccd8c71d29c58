import type { Outcome } from '../commands/pool.js';

/** Words of a detail that tell one failure from another of the same invariant. */
const WORDS_TOLD = 10;

/**
 * What kind of failure an outcome is; null for none. Two plans with the same signature show the
 * same defect as far as anybody can tell: the same invariant, about the same kind of thing, in the
 * same words but for numbers and ids.
 */
export function signatureOf(outcome: Outcome): string | null {
  if (outcome.kind === 'hung') return 'hung';
  if (outcome.kind === 'died') return 'died';
  const { firstViolation, tripped, crashes } = outcome.result;
  if (tripped[0] !== undefined) return `tripped ${tripped[0]}`;
  if (firstViolation !== null) {
    const { invariant, entity, detail } = firstViolation;
    return `${invariant}, ${kindOf(entity)}: ${kindOf(detail)}`;
  }
  return crashes[0] === undefined ? null : `crashed: ${kindOf(crashes[0].split('\n')[0] ?? '')}`;
}

/** A text without what differs between two of a kind: numbers, and ids, which hold digits. */
function kindOf(text: string): string {
  const words = text.split(/[:;](?=\s)/)[0]?.split(/\s+/) ?? [];
  return words
    .slice(0, WORDS_TOLD)
    .map((word) => (word.length > 12 && /\d/.test(word) ? '#' : word.replaceAll(/\d+/g, '#')))
    .join(' ');
}
