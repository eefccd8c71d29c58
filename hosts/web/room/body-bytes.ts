import { BODY_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import { utf8Length } from '../../../core/vocabulary/utf8.js';

/** Bytes by which a message is too long; 0 or less when it fits. */
export function bytesOver(text: string): number {
  // No character takes more than three bytes a unit: most texts need no counting.
  if (text.length * 3 <= BODY_BYTES_MAX) return 0;
  return utf8Length(text.trim()) - BODY_BYTES_MAX;
}
