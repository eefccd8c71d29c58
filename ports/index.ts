/** Entry `hearth-chat/ports`: what an adapter implements, and the words in which it is asked. */

export type {
  Audit,
  AuditedMembership,
  AuditedMention,
  AuditView,
  ToldOfMessage,
  ToldOfRoom,
} from './audit.js';
export type { Auth, Caller, PasswordCheck, RequestIdentity } from './auth.js';
export type { Broadcast, Signal } from './broadcast.js';
export type { Clock } from './clock.js';
export type { Codec, Decoded, EncodedFrame } from './codec.js';
export type { Digest } from './digest.js';
export type { Draft, LocalStore, Orphan, StoredEntry, StoredEntryState } from './local-store.js';
export { isAmongOrphans, OUTBOX_ENTRIES_MAX, STORED_ENTRY_STATES } from './local-store.js';
export type {
  Outbound,
  OutboundAnswer,
  OutboundExchange,
  OutboundFailure,
  OutboundLimits,
  OutboundRefusal,
  OutboundRequest,
  OutboundResult,
} from './outbound.js';
export {
  OUTBOUND_ANSWER_BYTES_MAX,
  OUTBOUND_BODY_BYTES_MAX,
  OUTBOUND_FAILURES,
  OUTBOUND_REDIRECTS_MAX,
  OUTBOUND_REFUSALS,
  OUTBOUND_TOTAL_MS_MAX,
  OUTBOUND_URL_CHARACTERS_MAX,
} from './outbound.js';
export type { Pressure, PressureReading } from './pressure.js';
export type { Push, PushMessage, PushRejection, PushResult, PushUrgency } from './push.js';
export {
  PUSH_PAYLOAD_BYTES_MAX,
  PUSH_REJECTIONS,
  PUSH_TOPIC_CHARACTERS_MAX,
  PUSH_TTL_SECONDS_MAX,
  PUSH_URGENCIES,
} from './push.js';
export type { Random } from './random.js';
export type { Socket, SocketEvents } from './socket.js';
export { SOCKET_UNSENT_BYTES_MAX } from './socket.js';
export type {
  AccountRecord,
  Changes,
  ChangeToken,
  CommandRecord,
  MemberReading,
  MessageRecord,
  NamedPerson,
  NewEvent,
  NewMention,
  NewMessage,
  PageCursor,
  PersonRecord,
  RoomLatest,
  RunLimits,
  SessionRecord,
  Snapshot,
  Store,
  StoredPage,
  StoredRun,
  StoreStats,
  StreamRun,
  TermHolder,
  Tx,
  WriteOptions,
} from './store.js';
export type { Campaign, CampaignEvents, Tabs } from './tabs.js';
export type { HandedClaim, Handover, HandoverReads, HandoverWrites } from './handovers.js';
export { gaugeWithBound } from './telemetry.js';
export type { Bounded, LogLevel, Telemetry } from './telemetry.js';
export type {
  Channel,
  ChannelEvents,
  CloseReason,
  HttpAnswer,
  HttpRequest,
  Transport,
} from './transport.js';

export type * from '../core/vocabulary/commands.js';
export type * from '../core/vocabulary/events.js';
export type * from '../core/vocabulary/fence.js';
export type * from '../core/vocabulary/frames.js';
export type * from '../core/vocabulary/ids.js';
export type * from '../core/vocabulary/messages.js';
export type * from '../core/vocabulary/people.js';
export type * from '../core/vocabulary/position.js';
export type * from '../core/vocabulary/presence.js';
export type * from '../core/vocabulary/push-subscription.js';
export type * from '../core/vocabulary/reading.js';
export type * from '../core/vocabulary/rooms.js';
export type * from '../core/vocabulary/time.js';
export type { RoomWindow } from '../core/vocabulary/window.js';
export {
  PUSH_ENDPOINT_CHARACTERS_MAX,
  pushSubscriptionFault,
} from '../core/vocabulary/push-subscription.js';
export { ChatError, done, ERRORS, isChatError, refused } from '../core/vocabulary/errors.js';
export type { ErrorCode, Outcome, Refusal } from '../core/vocabulary/errors.js';
