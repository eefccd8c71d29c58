import { Link } from 'wouter';

import { join } from '../api/session-api.js';
import { SIGN_IN_PATH } from '../app/routes.js';
import { SubmitForm } from '../ui/submit-form.js';
import { CardPage } from './card-page.js';
import { PersonFields, personOf } from './person-fields.js';

/** Where an invite link leads: it makes a person and brings them in. */
export function JoinPage(options: {
  readonly code: string;
  readonly accountName: string;
  readonly onSignedIn: () => void;
}) {
  return (
    <CardPage
      title={`Join ${options.accountName}`}
      lead="Say who you are, and you are in. The others see your name."
    >
      <SubmitForm
        action="Join"
        busyAction="Joining"
        onSubmit={async (fields) => {
          const outcome = await join(options.code, personOf(fields));
          if (outcome.ok) options.onSignedIn();
          return outcome;
        }}
      >
        <PersonFields />
      </SubmitForm>
      <p className="aside">
        <Link href={SIGN_IN_PATH}>Sign in</Link> if you have been here before.
      </p>
    </CardPage>
  );
}
