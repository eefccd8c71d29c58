import {
  EMAIL_CHARACTERS_MAX,
  PASSWORD_BYTES_MAX,
  PASSWORD_CHARACTERS_MIN,
  PERSON_NAME_CHARACTERS_MAX,
} from '../../../core/vocabulary/limits.js';
import type { NewPerson } from '../api/session-api.js';
import { textOf } from '../ui/submit-form.js';
import { TextField } from '../ui/text-field.js';

/** The fields that make a person. */
export function PersonFields() {
  return (
    <>
      <TextField
        label="Name"
        name="user[name]"
        autoComplete="name"
        maxLength={PERSON_NAME_CHARACTERS_MAX}
        focus
      />
      <TextField
        label="Email address"
        name="user[email_address]"
        type="email"
        autoComplete="username"
        maxLength={EMAIL_CHARACTERS_MAX}
      />
      <TextField
        label="Password"
        name="user[password]"
        type="password"
        autoComplete="new-password"
        minLength={PASSWORD_CHARACTERS_MIN}
        maxLength={PASSWORD_BYTES_MAX}
        hint={`At least ${PASSWORD_CHARACTERS_MIN} characters.`}
      />
    </>
  );
}

export function personOf(fields: FormData): NewPerson {
  return {
    name: textOf(fields, 'user[name]'),
    email: textOf(fields, 'user[email_address]'),
    password: textOf(fields, 'user[password]'),
  };
}
