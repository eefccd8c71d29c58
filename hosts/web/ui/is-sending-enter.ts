import { isTouch } from '../app/use-narrow.js';

/**
 * Whether a key sends what is in a box: Enter where the main pointer is not a finger, and Control
 * or Command with Enter always. Shift with Enter is a new line.
 */
export function isSendingEnter(event: {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
}): boolean {
  if (event.key !== 'Enter') return false;
  return event.metaKey || event.ctrlKey || !(event.shiftKey || isTouch());
}
