import { EMAIL_CHARACTERS_MAX, PASSWORD_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import { signIn } from '../api/session-api.js';
import { SubmitForm, textOf } from '../ui/submit-form.js';
import { TextField } from '../ui/text-field.js';
import { CardPage } from './card-page.js';

/** Asks for e-mail address and password. */
export function SignInPage(options: {
  readonly accountName: string;
  /** Whether a session has just ended under the person. */
  readonly ended: boolean;
  readonly onSignedIn: () => void;
}) {
  return (
    <CardPage
      title={`Sign in to ${options.accountName}`}
      lead={
        options.ended
          ? 'You were signed out here. Sign in to go on; what was not sent is kept.'
          : 'Come in. The others are this way.'
      }
    >
      <SubmitForm
        action="Sign in"
        busyAction="Signing in"
        onSubmit={async (fields) => {
          const email = textOf(fields, 'email_address');
          const outcome = await signIn(email, textOf(fields, 'password'));
          if (outcome.ok) options.onSignedIn();
          return outcome;
        }}
      >
        <TextField
          label="Email address"
          name="email_address"
          type="email"
          autoComplete="username"
          maxLength={EMAIL_CHARACTERS_MAX}
          focus
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={PASSWORD_BYTES_MAX}
        />
      </SubmitForm>
      <p className="aside">No way in? Ask the person who looks after this Hearth.</p>
    </CardPage>
  );
}
