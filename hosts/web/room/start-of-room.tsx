import { InviteLink } from '../pages/invite-link.js';

/** A first room with more messages than this needs no invitation above them. */
const WELCOME_MESSAGES_MAX = 40;

/** What stands at the beginning of a room's history: one sentence, and one act where it helps. */
export function StartOfRoom(options: {
  readonly roomName: string;
  /** The room that the account began with. */
  readonly first: boolean;
  readonly messageCount: number;
  readonly joinPath: string | null;
  readonly onWrite: () => void;
}) {
  const { roomName, first, messageCount } = options;
  const inviting = first && messageCount <= WELCOME_MESSAGES_MAX && options.joinPath !== null;
  return (
    <div className="start-of-room">
      <p className="start-line">This is the start of {roomName}.</p>
      {inviting ? (
        <section className="invite-card" aria-labelledby="invite-heading">
          <h2 id="invite-heading">Bring someone in</h2>
          <p>Send them this link. Whoever opens it can join and read along.</p>
          <InviteLink joinPath={options.joinPath} />
        </section>
      ) : null}
      {!inviting && messageCount === 0 ? (
        <button type="button" className="button" onClick={options.onWrite}>
          Write the first message
        </button>
      ) : null}
    </div>
  );
}
