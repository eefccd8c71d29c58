import type { Outcome } from './errors.js';
import type { ProfileId, Term } from './fence.js';
import type { ClientMessageId, CommandKey, MessageId, RoomId, UserId } from './ids.js';
import type { LiveMessage } from './messages.js';
import type { Sequence } from './position.js';
import type { Involvement, ReadPosition } from './reading.js';
import type { Instant } from './time.js';

/** Names a message by its id, or by the two things that its author knew before it had one. */
export type MessageTarget =
  | { readonly messageId: MessageId }
  | { readonly authorId: UserId; readonly clientMessageId: ClientMessageId };

export interface PostCommand {
  readonly name: 'post';
  readonly roomId: RoomId;
  readonly clientMessageId: ClientMessageId;
  /** 1 to BODY_BYTES_MAX bytes of UTF-8, not only white space. */
  readonly body: string;
}

export interface EditCommand {
  readonly name: 'edit';
  readonly key: CommandKey;
  readonly target: MessageTarget;
  /** The revision that the writer saw. A newer one in the store is a conflict. */
  readonly revision: number;
  readonly body: string;
}

export interface DeleteCommand {
  readonly name: 'delete';
  readonly key: CommandKey;
  readonly target: MessageTarget;
}

export interface CreateRoomCommand {
  readonly name: 'createRoom';
  readonly key: CommandKey;
  readonly roomName: string;
}

export interface RenameRoomCommand {
  readonly name: 'renameRoom';
  readonly key: CommandKey;
  readonly roomId: RoomId;
  readonly roomName: string;
}

/**
 * Makes the sender the leader among the tabs of its browser. Said again it is another reign: who
 * led before is refused from then on.
 */
export interface LeadCommand {
  readonly name: 'lead';
  readonly profile: ProfileId;
}

/**
 * Raises how far its sender has read a room. Needs no key: what is already read is read. Of an
 * older generation it comes too late and changes nothing.
 */
export interface ReadCommand {
  readonly name: 'read';
  readonly roomId: RoomId;
  readonly read: ReadPosition;
}

/** Makes a message and all after it unread: the next generation begins before it. */
export interface MarkUnreadCommand {
  readonly name: 'markUnread';
  readonly key: CommandKey;
  readonly roomId: RoomId;
  /** Place of the first message that is to be unread: 1 or more. */
  readonly from: Sequence;
}

/** Says what its sender wants to be told of a room. */
export interface InvolveCommand {
  readonly name: 'involve';
  readonly key: CommandKey;
  readonly roomId: RoomId;
  readonly involvement: Involvement;
}

/** What a person asks of the engine over a socket. */
export type Command =
  | PostCommand
  | EditCommand
  | DeleteCommand
  | CreateRoomCommand
  | RenameRoomCommand
  | LeadCommand
  | ReadCommand
  | MarkUnreadCommand
  | InvolveCommand;

export type CommandName = Command['name'];

/** Where a posted message stands. */
export interface Posted {
  readonly messageId: MessageId;
  readonly roomId: RoomId;
  readonly seq: Sequence;
  readonly at: Instant;
  /**
   * `stored` by this command; `repeated` when the key had stored it before, whatever was edited
   * since; `deleted` when the message that the key stored is deleted by now.
   */
  readonly result: 'stored' | 'repeated' | 'deleted';
}

export interface Changed {
  readonly messageId: MessageId;
  readonly roomId: RoomId;
  /** Sequence of the event that changed it. */
  readonly seq: Sequence;
  readonly revision: number;
}

export interface RoomChanged {
  readonly roomId: RoomId;
  readonly seq: Sequence;
}

/** A reign that has begun. */
export interface Led {
  /** Higher than every term that the session was given before, in whatever browser. */
  readonly term: Term;
}

/** Where a person stands in a room, after what was asked or because of what came before it. */
export interface ReadAnswer {
  readonly roomId: RoomId;
  readonly read: ReadPosition;
}

export interface Involved {
  readonly roomId: RoomId;
  readonly involvement: Involvement;
}

/** The value that each command answers with. */
export interface CommandValue {
  post: Posted;
  edit: Changed;
  delete: Changed;
  createRoom: RoomChanged;
  renameRoom: RoomChanged;
  lead: Led;
  read: ReadAnswer;
  markUnread: ReadAnswer;
  involve: Involved;
}

/**
 * A command's outcome. `current` comes with the code `conflict` of an edit: the message as it is
 * now.
 */
export type CommandOutcome<Name extends CommandName = CommandName> = Outcome<CommandValue[Name]> & {
  readonly current?: LiveMessage;
};
