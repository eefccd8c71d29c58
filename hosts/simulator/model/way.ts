import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type {
  ClientMessageId,
  CommandKey,
  RoomId,
  StreamName,
  UserId,
} from '../../../core/vocabulary/ids.js';
import type { Activity } from '../../../core/vocabulary/presence.js';

/** How a page stands with the server, as what went over its way says. */
export type Stage = 'idle' | 'connecting' | 'greeting' | 'online' | 'closed' | 'ended';

/** A post that a page has handed over, for the last time. */
export interface HandedPost {
  /** Number of the frame that said it last: an answer to an earlier one tells its page nothing. */
  readonly frame: number;
  readonly atMs: number;
  /** When it was handed over first, since its author last sent it. */
  readonly firstMs: number;
  /** Whether its connection has ended since then. */
  isLost: boolean;
  answer: CommandOutcome | null;
  /** When that came. */
  answeredMs: number;
  /** How often it was handed over, since its author last sent it. */
  readonly attempts: number;
}

/** What was last heard of a command, by what it asks for. */
interface Said {
  /** Connection on which it was last said. */
  readonly connection: number;
  answer: CommandOutcome | null;
  answeredMs: number;
  /** How often it was said since a person last asked for it. */
  readonly attempts: number;
  /** Whether it was said and never answered, or with `unavailable`: it may have been done. */
  isDoubtful: boolean;
}

/** Something that a person waits for. */
export interface Pending {
  readonly command: string;
  readonly beganMs: number;
  /** When it must have come to an end; null for what takes as long as the device does. */
  readonly endsByMs: number | null;
  /** Whether another of the same kind was under way with it: which was answered is not known. */
  isShared: boolean;
}

/** What has gone over one page's way. Times are virtual milliseconds. */
export interface Way {
  /** How long its page's steady clock has stood still. Every time here is by that clock. */
  stoodMs: number;
  stage: Stage;
  /** Number of the connection in use, from 1; those before it count no more. */
  connection: number;
  connectedMs: number;
  onlineMs: number | null;
  heardMs: number;
  pingedMs: number;
  pingIntervalMs: number;
  endedMs: number;
  /** When it connects again by what it shows; null while it does not wait. */
  dueMs: number | null;
  /** When the page was last told to hurry or woke. */
  hurriedMs: number | null;
  /** The first time of that since something was heard. */
  doubtedMs: number | null;
  /** The server is about to end the connection, and this is when to leave it. */
  leaveByMs: number | null;
  refused: { readonly code: ErrorCode; readonly retryAfterMs: number } | null;
  /** How often the stage has changed. */
  changes: number;
  /** Streams that were asked for on this connection. */
  streams: Map<StreamName, Followed>;
  /** What was applied of each stream, as far as what came says. */
  readonly reached: Map<StreamName, number>;
  /** Furthest place of each that a page or an answer has named, and no snapshot has come to. */
  readonly told: Map<StreamName, number>;
  /** How far each room is by the heads that have come on this connection. */
  readonly heads: Map<RoomId, number>;
  /** How often each stream has begun anew, or was denied. */
  readonly resets: Map<StreamName, number>;
  readonly posts: Map<ClientMessageId, HandedPost>;
  readonly said: Map<string, Said>;
  readonly pending: Set<Pending>;
  /** Whose page it is, as the server has said; null before. */
  ownerId: UserId | null;
  /** Whether it has said so. */
  isOwned: boolean;
  /** What the page has said on this connection that its person does; null: nothing, or goodbye. */
  saidHere: Activity | null;
  /** What it was told on this connection that its person does. */
  toldHere: Activity | null;
  /** Version of each stream's presence that has come on this connection; 0: none that is whole. */
  readonly presence: Map<StreamName, number>;
  /** Whether more was told of presence than has come since the page last said that it is here. */
  missesPresence: boolean;
  /** When the page asks its device again for what it could not read; null where it could. */
  rereadMs: number | null;
  /** When the device is to have what was typed; null where nothing was. */
  draftDueMs: number | null;
  /** From when on what is typed has a time of its own. */
  draftFreeMs: number;
  /** Keys of commands that have a final answer. */
  readonly done: Set<CommandKey>;
  /** Commands under way on this connection, by the ids of their frames. */
  commands: Map<number, Command>;
}

/** How a page follows a stream on its connection, as what went over its way says. */
export interface Followed {
  stage: 'joining' | 'live' | 'postponed' | 'denied';
  /** Joins since it was last asked for afresh. More than one: something was to be repaired. */
  joins: number;
  heardMs: number;
  /**
   * When something last came of it that may have gone on from what the page holds: a page that asks
   * for a snapshot keeps what it has applied, and a run of the join before may fit to that.
   */
  perhapsHeardMs: number;
  /** Why it was denied. */
  code: ErrorCode | null;
  /** Whether what came called for another join. */
  mayRepair: boolean;
  /** When it was first said that there is more than has come; null while nothing was. */
  behindMs: number | null;
  /** When it was first live, or a pong came, without what pages and answers had named. */
  lackedMs: number | null;
}
