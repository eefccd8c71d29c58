import type { Generated } from 'kysely';
import type { ProfileId, Term } from '../../core/vocabulary/fence.js';
import type {
  ClientMessageId,
  CommandKey,
  JobId,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  SubscriptionId,
  UserId,
} from '../../core/vocabulary/ids.js';
import type { Role } from '../../core/vocabulary/people.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { NodeId } from '../../core/vocabulary/presence.js';
import type { Involvement } from '../../core/vocabulary/reading.js';
import type { RoomKind } from '../../core/vocabulary/rooms.js';
import type { Instant } from '../../core/vocabulary/time.js';

/** Facts about the database itself, such as its epoch. */
interface FactsTable {
  readonly name: string;
  readonly value: string;
}

interface AccountTable {
  /** Always 1: there is one account. */
  readonly id: number;
  readonly name: string;
  readonly join_code: string;
  readonly created_at: Instant;
}

interface PeopleTable {
  readonly id: Generated<UserId>;
  readonly name: string;
  readonly email: string;
  readonly password_hash: string | null;
  readonly role: Role;
  readonly version: Generated<number>;
  readonly created_at: Instant;
}

interface SessionsTable {
  readonly id: Generated<SessionId>;
  readonly user_id: UserId;
  readonly token_hash: string;
  readonly created_at: Instant;
  readonly last_active_at: Instant;
  readonly expires_at: Instant;
  readonly ended_at: Instant | null;
  readonly address: string | null;
  readonly user_agent: string | null;
}

interface FailedSignInsTable {
  readonly id: Generated<number>;
  readonly address: string;
  readonly at: Instant;
}

interface RoomsTable {
  readonly id: Generated<RoomId>;
  readonly name: string;
  readonly kind: RoomKind;
  readonly creator_id: UserId;
  readonly created_at: Instant;
  readonly changed_at: Sequence;
  readonly latest_seq: Generated<Sequence>;
  readonly latest_author_id: Generated<UserId | null>;
  readonly latest_other_seq: Generated<Sequence>;
}

interface MembershipsTable {
  readonly room_id: RoomId;
  readonly user_id: UserId;
  readonly created_at: Instant;
  /** Head of the room when the person came: what was there before was never unread. */
  readonly since_seq: Generated<Sequence>;
  readonly read_generation: Generated<number>;
  readonly read_seq: Generated<Sequence>;
  readonly involvement: Generated<Involvement>;
}

interface MentionsTable {
  readonly user_id: UserId;
  readonly room_id: RoomId;
  readonly seq: Sequence;
  readonly message_id: MessageId;
}

/** Body and salt are both null on a tombstone. */
interface MessagesTable {
  readonly id: Generated<MessageId>;
  readonly room_id: RoomId;
  readonly author_id: UserId;
  readonly client_message_id: ClientMessageId | null;
  readonly request_hash: string | null;
  readonly seq: Sequence;
  readonly posted_at: Instant;
  readonly revision: Generated<number>;
  readonly changed_at: Sequence;
  readonly body: string | null;
  readonly salt: string | null;
}

/** The newest event of each stream that has one. */
interface StreamsTable {
  readonly stream: StreamName;
  readonly seq: Sequence;
  readonly at: Instant;
  readonly digest: Uint8Array;
}

/** Row ids grow in the order of commits. */
interface EventsTable {
  readonly id: Generated<number>;
  readonly stream: StreamName;
  readonly seq: Sequence;
  readonly at: Instant;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  readonly digest: Uint8Array;
  readonly message_id: MessageId | null;
  readonly revision: number | null;
  readonly content_hash: Uint8Array | null;
}

interface CommandsTable {
  readonly author_id: UserId;
  readonly key: CommandKey;
  readonly request_hash: string;
  readonly outcome: string;
  readonly at: Instant;
}

interface TermsTable {
  readonly user_id: UserId;
  /** 0 where sessions are the embedder's own. */
  readonly session_id: SessionId | 0;
  readonly profile: ProfileId;
  readonly term: Term;
}

interface JobsTable {
  readonly id: Generated<JobId>;
  readonly kind: string;
  readonly cause: string;
  readonly payload: string;
  readonly fence: Generated<number>;
  readonly is_held: Generated<0 | 1>;
  readonly wait_ms: Generated<number>;
  readonly failure: string | null;
}

interface PushSubscriptionsTable {
  readonly id: Generated<SubscriptionId>;
  readonly user_id: UserId;
  /** 0 where sessions are the embedder's own. */
  readonly session_id: SessionId | 0;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly created_at: Instant;
}

interface NoticesTable {
  readonly message_id: MessageId;
  readonly user_id: UserId;
  readonly room_id: RoomId;
  readonly seq: Sequence;
  readonly is_open: Generated<0 | 1>;
}

interface HandoversTable {
  readonly node: NodeId;
  readonly at: Instant;
  readonly claims: string;
}

/** The tables as the newest migration leaves them. */
export interface Schema {
  readonly facts: FactsTable;
  readonly account: AccountTable;
  readonly people: PeopleTable;
  readonly sessions: SessionsTable;
  readonly failed_sign_ins: FailedSignInsTable;
  readonly rooms: RoomsTable;
  readonly memberships: MembershipsTable;
  readonly messages: MessagesTable;
  readonly streams: StreamsTable;
  readonly events: EventsTable;
  readonly commands: CommandsTable;
  readonly terms: TermsTable;
  readonly mentions: MentionsTable;
  readonly jobs: JobsTable;
  readonly push_subscriptions: PushSubscriptionsTable;
  readonly notices: NoticesTable;
  readonly handovers: HandoversTable;
}
