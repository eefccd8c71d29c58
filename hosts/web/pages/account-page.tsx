import type { SessionView } from '../api/session-api.js';
import { Panel } from '../shell/panel.js';
import { useTitle } from '../app/use-title.js';
import { InviteLink } from './invite-link.js';

/** The account: its invite link, which everyone may hand on. */
export function AccountPage(options: {
  readonly session: Extract<SessionView, { status: 'signed_in' }>;
}) {
  const { accountName, joinPath } = options.session;
  useTitle(`Bring someone in · ${accountName}`);
  return (
    <Panel title="Bring someone in">
      <section className="panel-section">
        <h2>Invite link</h2>
        <p>Whoever opens this link can join {accountName} and read what was said here.</p>
        <InviteLink joinPath={joinPath} />
      </section>
    </Panel>
  );
}
