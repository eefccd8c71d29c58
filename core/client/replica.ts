import type { Command } from '../vocabulary/commands.js';
import type { KnownEvent } from '../vocabulary/events.js';
import type { Refusal } from '../vocabulary/errors.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  StreamName,
  UserId,
} from '../vocabulary/ids.js';
import type { RoomHead } from '../vocabulary/frames.js';
import type { Message } from '../vocabulary/messages.js';
import type { ChainDigest, Sequence } from '../vocabulary/position.js';
import type { Latest } from '../vocabulary/reading.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { NO_PRESENCE, type PresenceLink } from './presence-view.js';
import type { Applied, ClientState, OutboxEntry, RoomView, Timeline } from './state.js';

/** Why a join was sent again. */
export type RepairCause = 'broken' | 'overdue';

/** How a stream is followed. Times are steady. */
export type FollowPhase =
  | { readonly kind: 'left' }
  | { readonly kind: 'joining'; readonly since: MonotonicMs }
  /** Where it was told that there is more: joined again then, unless something comes first. */
  | { readonly kind: 'live'; readonly overdueAt: MonotonicMs | null }
  /** A gap or a mismatch was seen, or something was overdue, and the join was sent again. */
  | { readonly kind: 'repairing'; readonly since: MonotonicMs; readonly why: RepairCause }
  /** Refused for now: joined again at a time. */
  | { readonly kind: 'postponed'; readonly until: MonotonicMs }
  | { readonly kind: 'denied' };

/** What is known of one stream's log. */
export interface Follow {
  readonly phase: FollowPhase;
  /** Null before the first snapshot. */
  readonly applied: Applied | null;
  /** Repairs since the stream was last known to be right. */
  readonly repairs: number;
  /** The channel over which the newest of it came, or was confirmed; null before a snapshot. */
  readonly appliedOn: number | null;
}

/** An event whose place in the chain is verified. `known` is null for kinds of a newer version. */
export interface VerifiedEvent {
  readonly known: KnownEvent | null;
  readonly seq: Sequence;
  /** What is applied once this event is. */
  readonly applied: Applied;
}

/** The events that change a timeline. */
export type MessageEvent = Extract<
  KnownEvent,
  { kind: 'message.posted' | 'message.edited' | 'message.deleted' }
>;

/** A message without its content: the next event about it brings or ends it. */
export type VeiledMessage = Omit<Extract<Message, { state: 'deleted' }>, 'state'>;

/** A timeline, and what keeps it right when pages and events meet. */
export interface Stretch extends Timeline {
  /**
   * Up to this sequence, what was posted and still lives is in the stretch if it reaches the
   * newest.
   */
  readonly coveredTo: Sequence;
  readonly veiled: ReadonlyMap<MessageId, VeiledMessage>;
}

/** Where a page lies. The newest has no message beside it. */
export type PagePlace =
  | { readonly at: 'newest' }
  | { readonly at: 'before' | 'after' | 'around'; readonly messageId: MessageId };

/** A page that is on the way, and what happened to the room meanwhile. */
export interface PageRequest {
  readonly ticket: number;
  readonly place: PagePlace;
  readonly attempts: number;
  readonly answerBy: MonotonicMs;
  /** What was applied when it was asked for. */
  readonly from: Applied | null;
  /** Events since the request; null when there were more than PAGE_RECORDED_MAX. */
  readonly recorded: readonly VerifiedEvent[] | null;
}

export interface RoomReplica extends RoomView {
  readonly timeline: Stretch;
  readonly follow: Follow;
  /** The newest messages, as of what is applied. */
  readonly latest: Latest;
  /** Greater was opened later; null while the room is closed. */
  readonly openedOrder: number | null;
  /** Held back until the first snapshot, then asked for. */
  readonly wanted: PagePlace | null;
  readonly request: PageRequest | null;
  readonly posters: Posters;
  /** What pages say of the log beyond what is applied: PLACES_AHEAD_MAX places at most. */
  readonly ahead: readonly PlaceAhead[];
}

/** Who has posted in a room, and where last: TYPING_PEOPLE_MAX of them, the newest of all last. */
export interface Posters {
  readonly newest: ReadonlyMap<UserId, Sequence>;
  /** Of what was posted before this place nothing is known. */
  readonly knownFrom: Sequence;
}

/** What the person types, and what others were told of it. Times are steady. */
export interface OwnTyping {
  /** Where and when they typed last; null where nothing is left of it. */
  readonly at: {
    readonly roomId: RoomId;
    readonly typedAt: MonotonicMs;
    /** Of the last start that this connection was given; null where it was given none. */
    readonly fence: Sequence | null;
  } | null;
  /** When a start was last said, in whichever room. */
  readonly startedAt: MonotonicMs;
}

/** A place in a room's log that pages were read at, before the log has come to it. */
export interface PlaceAhead {
  readonly seq: Sequence;
  readonly digest: ChainDigest;
  /** Messages that they have shown in a state of after what is applied: STATES_AHEAD_MAX in all. */
  readonly states: readonly Message[];
  /** What each of them has reached: STATES_AHEAD_MAX messages in all. */
  readonly reaches: readonly PageReach[];
}

/** The part of a room that a page has shown: between its ends there is nothing but these. */
export interface PageReach {
  readonly from: Sequence;
  readonly to: Sequence;
  /** Places of its messages. */
  readonly shown: readonly Sequence[];
}

/** Where an own message stands between the device, the wire and the log. */
export interface OutboxItem extends OutboxEntry {
  readonly tab: string;
  /** Whether the device keeps it; `memory` when it cannot. */
  readonly kept: 'keeping' | 'kept' | 'memory';
  /** The id that the device still has it under, until it has it under its own. */
  readonly replaces: ClientMessageId | null;
  /** What is under way for it. */
  readonly step:
    | { readonly kind: 'resting' }
    | { readonly kind: 'claiming' }
    | { readonly kind: 'asked'; readonly frameId: number; readonly answerBy: MonotonicMs };
  /**
   * Whether bytes of it ever left; from then on it is never changed, nor discarded before it has
   * failed.
   */
  readonly everSent: boolean;
  readonly attempts: number;
  /** Not sent again before this steady time. */
  readonly resumeAt: MonotonicMs;
  /** Connected time that is left for it to be confirmed in, once it was sent. */
  readonly remainingMs: number;
  /** When that time is over; null while not connected. */
  readonly failsAt: MonotonicMs | null;
  /** The channel in use when it was last found to be stored; null before. */
  readonly confirmedOn: number | null;
}

/** A command that is sent until it has an outcome. */
export interface PendingCommand {
  /** Its own key; for `read`, which has none, one that only this client knows. */
  readonly key: CommandKey;
  readonly command: Exclude<Command, { name: 'post' | 'lead' }>;
  readonly endsBy: MonotonicMs;
  /** Id of its frame on this connection; null while it is not under way. */
  readonly frameId: number | null;
  readonly resumeAt: MonotonicMs;
  readonly attempts: number;
  /** Whether an attempt may have taken effect without our knowing. */
  readonly uncertain: boolean;
}

/** What of the connection no view shows. */
export interface Link {
  /** Number of the channel in use; frames of any other are late. Null when there is none. */
  readonly channel: number | null;
  readonly lastChannel: number;
  readonly attempt: number;
  /** The greeting must be over by then. */
  readonly greetingBy: MonotonicMs | null;
  /** How far rooms are by what was told over it; null before the first of that has come. */
  readonly heads: ReadonlyMap<RoomId, RoomHead> | null;
  readonly onlineSince: MonotonicMs | null;
  readonly heardAt: MonotonicMs;
  readonly pingIntervalMs: number;
  readonly pings: number;
  readonly pingedAt: MonotonicMs;
  /** When to ping, or to look again; null while not online. */
  readonly pingAt: MonotonicMs | null;
  /** Something must be heard by then, and later than the probe was sent. */
  readonly probe: { readonly sentAt: MonotonicMs; readonly by: MonotonicMs } | null;
  /** The server is about to stop: nothing new is sent, and this is when to come back. */
  readonly leaveBy: MonotonicMs | null;
  /** When another tab's lead last ended a connection; null before the first time. */
  readonly movedAt: MonotonicMs | null;
  /** What the server said before it ended the connection. */
  readonly refusal: { readonly refusal: Refusal; readonly retryAfterMs: number } | null;
}

/** Events of one stream that wait, in order, and until when. */
export interface HeldEvents {
  readonly events: readonly VerifiedEvent[];
  readonly until: MonotonicMs;
}

/** Everything that the client's half knows: what views show, and what it takes to keep it right. */
export interface Replica extends ClientState {
  readonly tab: string;
  readonly name: string;
  readonly link: Link;
  readonly presenceLink: PresenceLink;
  /** Whose state this is. It never passes to another person. */
  readonly owner: UserId | null;
  readonly rooms: ReadonlyMap<RoomId, RoomReplica>;
  readonly accountFollow: Follow;
  /** The person's own stream. */
  readonly userFollow: Follow;
  readonly ownTyping: OwnTyping;
  /** Verified events that wait for a room's position, by their stream. */
  readonly held: ReadonlyMap<StreamName, HeldEvents>;
  readonly outbox: readonly OutboxItem[];
  /** Whether what the device keeps of this person has been read. */
  readonly outboxLoaded: boolean;
  /** When to read it again, as that has failed; null while nothing is owed. */
  readonly outboxLoadAt: MonotonicMs | null;
  readonly commands: ReadonlyMap<CommandKey, PendingCommand>;
  /** Drafts that the device has yet to be given, and when. */
  readonly draftsDue: { readonly rooms: readonly RoomId[]; readonly at: MonotonicMs } | null;
  /** Rooms in which something was typed or wiped out here: what the device has is older. */
  readonly draftsTyped: ReadonlySet<RoomId>;
  /** Last of the numbers given to frames, page requests and opened rooms. */
  readonly lastNumber: number;
  /** When the one alarm is set for. */
  readonly alarmAt: MonotonicMs | null;
}

export const NOT_FOLLOWED: Follow = {
  phase: { kind: 'left' },
  applied: null,
  repairs: 0,
  appliedOn: null,
};

export const NOTHING_TYPED: OwnTyping = { at: null, startedAt: Number.NEGATIVE_INFINITY };

export const EMPTY_STRETCH: Stretch = {
  messages: [],
  olderExist: false,
  newerExist: false,
  loading: null,
  pageRefusal: null,
  coveredTo: 0,
  veiled: new Map(),
};

const NO_LINK: Link = {
  channel: null,
  lastChannel: 0,
  attempt: 0,
  greetingBy: null,
  heads: null,
  onlineSince: null,
  heardAt: 0,
  pingIntervalMs: 0,
  pings: 0,
  pingedAt: 0,
  pingAt: null,
  probe: null,
  leaveBy: null,
  movedAt: null,
  refusal: null,
};

/**
 * A client that has not started. @param tab - whose outbox entries it sends. @param name - for
 * logs.
 */
export function newReplica(tab: string, name: string): Replica {
  return {
    tab,
    name,
    connection: { phase: 'idle' },
    link: NO_LINK,
    presence: new Map(),
    presenceLink: NO_PRESENCE,
    owner: null,
    me: null,
    account: null,
    accountFollow: NOT_FOLLOWED,
    userFollow: NOT_FOLLOWED,
    held: new Map(),
    readings: new Map(),
    knowsReadings: false,
    people: new Map(),
    rooms: new Map(),
    typing: new Map(),
    ownTyping: NOTHING_TYPED,
    outbox: [],
    outboxLoaded: false,
    outboxLoadAt: null,
    outboxDurable: true,
    commands: new Map(),
    drafts: new Map(),
    draftsDue: null,
    draftsTyped: new Set(),
    lastNumber: 0,
    alarmAt: null,
  };
}
