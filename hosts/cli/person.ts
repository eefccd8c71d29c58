import { normaliseEmail } from '../../core/limits/text.js';
import { ChatError } from '../../core/vocabulary/errors.js';
import type { Caller } from '../../ports/auth.js';
import type { Store } from '../../ports/store.js';

/**
 * The person with an e-mail address, as whom the operator acts.
 *
 * @throws ChatError `not_found`.
 */
export async function callerByEmail(store: Store, email: string): Promise<Caller> {
  const person = await store.read((snapshot) => snapshot.personByEmail(normaliseEmail(email)));
  if (person === null) throw new ChatError('not_found', `Nobody has the email address ${email}.`);
  return { userId: person.id, sessionId: null };
}
