import { checkEmail, checkName, checkPassword, normaliseEmail } from '../limits/text.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { PERSON_NAME_CHARACTERS_MAX } from '../vocabulary/limits.js';

/** What someone says about themselves to become a person of the account. */
export interface Introduction {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * The same, as it is stored: name trimmed, e-mail trimmed and in lower case.
 *
 * @returns `invalid_argument` for what is outside a limit, the first problem of name, e-mail,
 * password.
 */
export function candidate(said: Introduction): Outcome<Introduction> {
  const name = said.name.trim();
  const email = normaliseEmail(said.email);
  const problem =
    checkName({ text: name, max: PERSON_NAME_CHARACTERS_MAX }) ??
    checkEmail(email) ??
    checkPassword(said.password);
  if (problem !== null) return refused('invalid_argument', problem);
  return done({ name, email, password: said.password });
}
