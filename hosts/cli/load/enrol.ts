import { Argon2Auth } from '../../../adapters/argon2/argon2-auth.js';
import { PrometheusTelemetry } from '../../../adapters/prometheus/telemetry.js';
import type { People } from '../../../core/people/people.js';
import { ChatError, type Outcome } from '../../../core/vocabulary/errors.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { Store } from '../../../ports/store.js';
import { composeVerbs } from '../../embed/container.js';
import { openStore } from '../../embed/open-store.js';
import { emailOf, PASSWORD } from './sign-up.js';

/** Joins at once: what one batch of the writer takes. */
const JOINS_AT_ONCE = 64;

const ORIGIN = { address: '127.0.0.1', userAgent: null, password: PASSWORD };

/**
 * Makes an installation with so many people, before any server serves it.
 *
 * All have the same password, which is hashed once: hashing it for each would take as long as a
 * thousand people take to sign up.
 * @returns a session's token for each. @throws ChatError as the verbs refuse.
 */
export async function enrol(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const store = await openStore(folder);
  try {
    const telemetry = new PrometheusTelemetry({
      format: 'json',
      level: 'error',
      write: () => undefined,
    });
    const { people } = composeVerbs({ store, telemetry, auth: oneHash(), broadcast: null });
    return await enrolAll({ people, store }, names);
  } finally {
    await store.close();
  }
}

async function enrolAll(
  { people, store }: { readonly people: People; readonly store: Store },
  names: readonly string[],
): Promise<readonly string[]> {
  accepted(await people.firstRun({ ...ORIGIN, name: 'Load', email: emailOf('load', '') }));
  const account = await store.read((snapshot) => snapshot.account());
  const code = account?.joinCode ?? '';
  const tokens: string[] = [];
  for (let from = 0; from < names.length; from += JOINS_AT_ONCE) {
    const some = names.slice(from, from + JOINS_AT_ONCE);
    const joined = await Promise.all(
      some.map((name) => people.join({ ...ORIGIN, name, email: emailOf(name, ''), code })),
    );
    tokens.push(...joined.map((outcome) => accepted(outcome).token));
  }
  return tokens;
}

/** Passwords of a load, which are all the same. */
function oneHash(): Argon2Auth {
  const auth = new Argon2Auth({ identify: () => Promise.resolve(null) });
  const hashed = auth.hash(PASSWORD);
  auth.hash = () => hashed;
  return auth;
}

function accepted(outcome: Outcome<SignedIn>): SignedIn {
  if (outcome.ok) return outcome.value;
  throw new ChatError(outcome.refusal.code, outcome.refusal.message);
}
