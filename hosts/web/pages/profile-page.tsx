import { useState } from 'react';

import { signOut, type SessionView } from '../api/session-api.js';
import { AppearanceForm } from '../appearance/appearance-form.js';
import { useTitle } from '../app/use-title.js';
import { useClientState } from '../client/client-context.js';
import { TypingChoice } from '../room/typing-choice.js';
import { NoticeSettings } from '../push/notice-settings.js';
import { Panel } from '../shell/panel.js';
import { Avatar } from '../ui/avatar.js';
import { Problem } from '../ui/problem.js';

/** One's own page: how Hearth looks on this device, and the way out. */
export function ProfilePage(options: {
  readonly session: Extract<SessionView, { status: 'signed_in' }>;
  readonly onSignedOut: () => Promise<void>;
}) {
  const { person, accountName } = options.session;
  useTitle(`${person.name} · ${accountName}`);
  return (
    <Panel title="Your profile">
      <section className="panel-section profile-head">
        <Avatar person={person} />
        <div>
          <h2>{person.name}</h2>
          <p className="hint">
            {person.role === 'administrator' ? 'Looks after this Hearth' : 'Member'}
          </p>
        </div>
      </section>
      <section className="panel-section">
        <h2>Appearance</h2>
        <p>Kept on this device.</p>
        <AppearanceForm />
      </section>
      <section className="panel-section">
        <h2>Typing</h2>
        <p>Kept on this device.</p>
        <TypingChoice />
      </section>
      <section className="panel-section">
        <h2>Notifications</h2>
        <NoticeSettings userId={person.id} />
      </section>
      <section className="panel-section">
        <h2>Sign out</h2>
        <SignOut onSignedOut={options.onSignedOut} />
      </section>
    </Panel>
  );
}

function SignOut({ onSignedOut }: { readonly onSignedOut: () => Promise<void> }) {
  const unsent = useClientState((state) => state.outbox).length;
  const [problem, setProblem] = useState<string | null>(null);
  const leave = async (): Promise<void> => {
    const outcome = await signOut();
    if (outcome.ok) await onSignedOut();
    else setProblem(outcome.refusal.message);
  };
  return (
    <>
      <p>{goesWith(unsent)}</p>
      <Problem text={problem} />
      <button type="button" className="button" onClick={() => void leave()}>
        Sign out
      </button>
    </>
  );
}

/** What a person should know before signing out. */
function goesWith(unsent: number): string {
  if (unsent === 0) return 'Drafts on this device are deleted.';
  const what = unsent === 1 ? 'One message is' : `${unsent} messages are`;
  return `${what} not sent yet. Signing out deletes them.`;
}
