/** Names that the line says; of more people it says how many they are. */
const NAMES_MAX = 2;

/** Who types, in words; empty where nobody does. */
export function typingText(names: readonly string[]): string {
  if (names.length === 0) return '';
  if (names.length > NAMES_MAX) return `${names.length} people are typing`;
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} typing`;
}
