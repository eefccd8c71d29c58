import { BODY_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import { bytesOver } from './body-bytes.js';

/** From here on a person is told how much room is left. */
const TELL_BELOW_BYTES = 2_000;

/** Says how much room is left in a message, once it matters. */
export function BodyLimit({ text }: { readonly text: string }) {
  const over = text.length * 3 <= BODY_BYTES_MAX ? -BODY_BYTES_MAX : bytesOver(text);
  if (over < -TELL_BELOW_BYTES) return null;
  return (
    <p className={over > 0 ? 'limit over' : 'limit'} role="status">
      {over > 0
        ? `Too long by ${over.toLocaleString('en')} characters. Shorten it to send it.`
        : `Room for ${(-over).toLocaleString('en')} more characters.`}
    </p>
  );
}
