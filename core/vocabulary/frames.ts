import type { Command, CommandName, CommandOutcome } from './commands.js';
import type { ErrorCode } from './errors.js';
import type { RunEvent } from './events.js';
import type { Fence } from './fence.js';
import type { RoomId, StreamName, UserId } from './ids.js';
import type { Message } from './messages.js';
import type { Person } from './people.js';
import type { ChainDigest, Epoch, Position, Sequence } from './position.js';
import type { Activity, PresenceCounts, PresenceState } from './presence.js';
import type { Latest, RoomReading } from './reading.js';
import type { Room, RoomSummary } from './rooms.js';
import type { TypingAct } from './typing.js';

/** Version of the protocol that this code speaks, and the oldest that it still accepts. */
export const PROTOCOL_VERSION = 1;
export const PROTOCOL_VERSION_MIN = 1;

/** First frame of a client. Nothing else is answered before it. */
export interface HelloFrame {
  readonly type: 'hello';
  readonly protocol: number;
  /** Name and version of the program, for people who read logs: at most 100 characters. */
  readonly client: string;
}

/** Asks for a stream from a position on; null asks for a snapshot. Joining again is a repair. */
export interface JoinFrame {
  readonly type: 'join';
  readonly stream: StreamName;
  readonly position: Position | null;
}

export interface LeaveFrame {
  readonly type: 'leave';
  readonly stream: StreamName;
}

export interface CommandFrame {
  readonly type: 'command';
  /** Chosen by the client, unique within the connection: the answer carries it. */
  readonly id: number;
  readonly command: Command;
  /** Said by a leading tab. Without it nothing is compared. */
  readonly fence?: Fence;
}

/** Asks whether the connection lives. `n` comes back in the pong. */
export interface PingFrame {
  readonly type: 'ping';
  readonly n: number;
}

/**
 * Signal: the person types in a room that the connection follows, or has left off. It is answered
 * by nothing, and passed over where the room is not live.
 */
export interface TypingFrame {
  readonly type: 'typing';
  readonly roomId: RoomId;
  readonly act: TypingAct;
  /**
   * How far the room was when they began: the higher of what the client has applied of it and the
   * place of the person's last acknowledged message. Their next message lies above it and ends what
   * is shown. A stop carries the fence of its start.
   */
  readonly fence: Sequence;
}

/**
 * Somebody is there, and does this: said after welcome and at each change. A connection that never
 * says it holds nobody present, and is not told who is. Whoever says the same again has missed
 * something of presence: they are told the whole.
 */
export interface HereFrame {
  readonly type: 'here';
  readonly state: Activity;
}

/** The person goes: the end of the connection, which follows, is meant. */
export interface GoodbyeFrame {
  readonly type: 'goodbye';
}

export type ClientFrame =
  | HelloFrame
  | JoinFrame
  | LeaveFrame
  | CommandFrame
  | PingFrame
  | TypingFrame
  | HereFrame
  | GoodbyeFrame;

/** The connection is accepted. Everything before it was a refusal. */
export interface WelcomeFrame {
  readonly type: 'welcome';
  readonly protocol: number;
  readonly epoch: Epoch;
  readonly me: Person;
  /** The client pings this often, in milliseconds, and gives up after twice as long a silence. */
  readonly pingIntervalMs: number;
}

/** Last frame of a connection that the server does not accept or ends. A close code follows. */
export interface RefusedFrame {
  readonly type: 'refused';
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** Consecutive events of a stream. `people` are those whom the events name, once each. */
export interface RunFrame {
  readonly type: 'run';
  readonly stream: StreamName;
  readonly from: Sequence;
  readonly to: Sequence;
  readonly events: readonly RunEvent[];
  readonly people: readonly Person[];
  /**
   * First {@link POSITION_DIGEST_CHARACTERS} characters of the chain digest at `to`, as stored:
   * whoever goes on by the run from a place of another history comes to another one.
   */
  readonly digest: string;
}

/** A room as a snapshot shows it. */
export interface RoomState {
  readonly kind: 'room';
  readonly room: Room;
  /** The newest live messages, oldest first, at most PAGE_MESSAGES_MAX. */
  readonly messages: readonly Message[];
  readonly olderExist: boolean;
  readonly members: { readonly count: number; readonly digest: string };
  /** The newest live messages, whether they are among these or not. */
  readonly latest: Latest;
}

/** The account as a snapshot shows it to one person. */
export interface AccountState {
  readonly kind: 'account';
  readonly name: string;
  readonly rooms: readonly RoomSummary[];
  readonly peopleCount: number;
}

/** What rooms are to the person whose stream it is, in order of room. */
export interface UserState {
  readonly kind: 'user';
  readonly readings: readonly RoomReading[];
}

export type StreamState = RoomState | AccountState | UserState;

/** The client's view of the stream starts anew here: what it had applied before is dropped. */
export interface ResetFrame {
  readonly type: 'reset';
  readonly stream: StreamName;
  readonly epoch: Epoch;
  readonly seq: Sequence;
  /** The whole chain digest at `seq`: the next event links to it. */
  readonly digest: ChainDigest;
  readonly state: StreamState;
  readonly people: readonly Person[];
  /**
   * There where the position that was joined from is of a history that this log does not go on
   * from, as after a restored copy. Absent at every other beginning.
   */
  readonly undone?: true;
}

/**
 * The join is complete: everything up to `seq` has been sent, and what follows is live. Once per
 * join.
 */
export interface LiveFrame {
  readonly type: 'live';
  readonly stream: StreamName;
  readonly epoch: Epoch;
  readonly seq: Sequence;
  /**
   * Whole chain digest at `seq`, as stored: the client compares it with the one that it computed.
   */
  readonly digest: ChainDigest;
}

/** The join was refused. The connection goes on. */
export interface DeniedFrame {
  readonly type: 'denied';
  readonly stream: StreamName;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Signal: how far rooms are that the connection does not follow in full. */
export interface HeadsFrame {
  readonly type: 'heads';
  readonly heads: readonly RoomHead[];
}

/** A room's newest sequence, and its newest live messages as of that sequence. */
export type RoomHead = readonly [RoomId, Sequence, Latest];

/**
 * Signal: somebody else types in a room that the connection follows, or has left off. It is shown
 * for TYPING_SHOWN_MS, and no longer than until a message of theirs above the fence.
 */
export interface TypistFrame {
  readonly type: 'typist';
  readonly roomId: RoomId;
  readonly person: Person;
  readonly act: TypingAct;
  readonly fence: Sequence;
}

/** The outcome of the command with the same id. Sent after its commit, never before. */
export interface AnswerFrame {
  readonly type: 'answer';
  readonly id: number;
  readonly name: CommandName;
  readonly outcome: CommandOutcome;
}

/** The connection lives, and all that was sent before has come, unless `heads` says otherwise. */
export interface PongFrame {
  readonly type: 'pong';
  readonly n: number;
  /**
   * Newest sequences known of the streams that the connection follows in full. A client that stays
   * below one has lost a frame on the way, and joins again.
   */
  readonly heads: readonly (readonly [StreamName, Sequence])[];
  /**
   * For how long everything that was told of presence is certain from now on. Absent where it is
   * not, or something of it is still owed.
   */
  readonly certainMs?: number;
  /**
   * With it, the version of each stream's presence that was told last. A client that has another
   * one has lost a frame on the way: it says `here` again, and is told the whole of each.
   */
  readonly presence?: readonly (readonly [StreamName, number])[];
}

/**
 * Signal: who is present in a stream. For the account it is whoever is connected, for a room
 * whoever follows it.
 */
export interface PresenceFrame {
  readonly type: 'presence';
  readonly stream: StreamName;
  /**
   * `whole`: everybody present; `changes`: those who are otherwise than told before; `summary`: too
   * many to name, the counts are all; `uncertain`: not known yet.
   */
  readonly scope: 'whole' | 'changes' | 'summary' | 'uncertain';
  /**
   * Counts what was told of the stream as long as anybody on the server watches it. `changes` go on
   * from the version before and say nothing to whoever has another one. 0 for `uncertain`.
   */
  readonly version: number;
  /** How long it holds without another word, on the receiver's steady clock. 0 for `uncertain`. */
  readonly certainMs: number;
  /** Exact, whatever the scope. */
  readonly counts: PresenceCounts;
  /** In order of id. */
  readonly present: readonly (readonly [UserId, PresenceState])[];
  /** Those of them who are present, once each. */
  readonly people: readonly Person[];
}

/** The server is about to stop. Connect again after `reconnectAfterMs`. */
export interface GoawayFrame {
  readonly type: 'goaway';
  readonly reconnectAfterMs: number;
}

export type ServerFrame =
  | WelcomeFrame
  | RefusedFrame
  | RunFrame
  | ResetFrame
  | LiveFrame
  | DeniedFrame
  | HeadsFrame
  | TypistFrame
  | AnswerFrame
  | PongFrame
  | PresenceFrame
  | GoawayFrame;
