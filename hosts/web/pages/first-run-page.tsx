import { firstRun } from '../api/session-api.js';
import { SubmitForm } from '../ui/submit-form.js';
import { CardPage } from './card-page.js';
import { PersonFields, personOf } from './person-fields.js';

/** The first page of a new installation: it makes the account and its administrator. */
export function FirstRunPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  return (
    <CardPage
      title="Set up Hearth"
      lead="Make the first person. You look after this Hearth and bring the others in."
    >
      <SubmitForm
        action="Set up Hearth"
        busyAction="Setting up"
        onSubmit={async (fields) => {
          const outcome = await firstRun(personOf(fields));
          if (outcome.ok) onSignedIn();
          return outcome;
        }}
      >
        <PersonFields />
      </SubmitForm>
    </CardPage>
  );
}
