import type {
  Command,
  CommandOutcome,
  CommandValue,
  EditCommand,
  MessageTarget,
  PostCommand,
} from '../../../core/vocabulary/commands.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import {
  roomOfStream,
  roomStream,
  type MessageId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import { isFitBody, isFitRoomName } from './fitness.js';
import type { CommittedEvent, Log } from './log.js';
import type { Messages, ModelMessage } from './messages.js';
import { Rights } from './rights.js';
import type { Bench } from './violation.js';

/** Codes that no command of a client of ours is ever refused with. */
const NEVER: readonly ErrorCode[] = [
  'protocol_violation',
  'client_too_old',
  'server_too_old',
  'stale_position',
];

/** Commands about what a person has read are judged by `Readings`. */
type Decided = Exclude<Command, { readonly name: 'lead' | 'read' | 'markUnread' | 'involve' }>;

/** Decides each command by itself, and compares what was done and what was answered with that. */
export class Verdicts {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  readonly #rights: Rights;
  /** First command that was heard with each key, by author and key. */
  readonly #requests = new Map<string, string>();
  /** Keys that were used for two commands. */
  readonly #reused = new Set<string>();
  #isRestored = false;

  constructor(parts: { readonly bench: Bench; readonly log: Log; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
    this.#rights = new Rights(parts.log);
  }

  /** An older copy has been restored: commands name what was undone, and ids are given anew. */
  restored(): void {
    this.#isRestored = true;
  }

  /** A command has reached the server. */
  asked(authorId: UserId, command: Command): void {
    if (!('key' in command)) return;
    const key = `${String(authorId)} ${command.key}`;
    const request = JSON.stringify(command);
    const first = this.#requests.get(key);
    if (first === undefined) this.#requests.set(key, request);
    else if (first !== request) this.#reused.add(key);
  }

  /** A client has been given the answer of a command. */
  answered(authorId: UserId, command: Command, outcome: CommandOutcome): void {
    if (!isDecided(command) || this.#isRestored) return;
    this.#bench.judged('S-VERDICT');
    const wrong = outcome.ok
      ? this.#done(command, outcome.value as CommandValue[Decided['name']])
      : this.#refused(authorId, command, outcome);
    if (wrong === null) return;
    this.#wrong(`${command.name} of person ${String(authorId)}`, wrong);
  }

  /** An event has been committed that the messages do not know of yet. */
  committed(event: CommittedEvent): void {
    const wrong = this.#unlawful(event);
    this.#bench.judged('S-VERDICT');
    if (wrong !== null) this.#wrong(`${event.stream}@${String(event.seq)}`, wrong);
  }

  #unlawful(event: CommittedEvent): string | null {
    const { kind, actor, content } = event;
    const data = JSON.parse(event.data) as { readonly messageId?: MessageId; name?: string };
    const body = content?.body ?? null;
    if (body !== null && !isFitBody(body)) return 'a text is stored that no message may have';
    if (kind === 'room.created' || kind === 'room.renamed') return this.#misnamed(event, data.name);
    if (kind !== 'message.edited' && kind !== 'message.deleted') return null;
    const message = data.messageId === undefined ? null : this.#messages.byId(data.messageId);
    if (message === null || actor === null) return null;
    if (roomStream(message.roomId) !== event.stream) return 'it changes a message of another room';
    if (!this.#rights.mayChange(actor, message)) return 'it changes a message of somebody else';
    const isSame = body !== null && message.revisions.at(-1)?.body === body;
    return isSame ? 'an edit that changes nothing is stored' : null;
  }

  #misnamed({ stream, seq, actor, kind }: CommittedEvent, name = ''): string | null {
    const roomId = roomOfStream(stream);
    if (!isFitRoomName(name) || name.trim() !== name) return 'a room has a name that none may have';
    if (kind === 'room.created') return seq === 1 ? null : 'a room is made twice';
    if (roomId === null || actor === null) return null;
    if (!this.#rights.mayRename(actor, roomId)) return "it renames somebody else's room";
    const isSame = this.#messages.roomName(roomId) === name;
    return isSame ? 'a renaming that changes nothing is stored' : null;
  }

  /** What is amiss in a command's being done; null where nothing is. What is lost is no verdict. */
  #done(command: Decided, value: CommandValue[Decided['name']]): string | null {
    const event = this.#log.event(roomStream(value.roomId), value.seq);
    if (event === null) return null;
    if ('roomName' in command) {
      const { name } = JSON.parse(event.data) as { readonly name?: string };
      const isRoom = command.name === 'createRoom' || command.roomId === value.roomId;
      return isRoom && name === command.roomName.trim() ? null : 'the room has another name';
    }
    const message = 'messageId' in value ? this.#messages.byId(value.messageId) : null;
    if (message === null) return null;
    if (message.roomId !== value.roomId) return 'it names another room than its message is in';
    if ('result' in value) return command.name === 'post' ? posted(command, value, message) : null;
    if (!('revision' in value) || !('target' in command)) return null;
    if (!isTarget(command.target, message)) return 'another message was changed';
    if (command.name === 'edit') return edited(command, value, message);
    const { deletedSeq, revisions } = message;
    const isBuried = deletedSeq === value.seq && revisions.length === value.revision;
    return isBuried ? null : 'it names another deletion than there was';
  }

  /** Why a command should not have been refused so; null where that is right. */
  #refused(authorId: UserId, command: Decided, outcome: Refused): string | null {
    const { code } = outcome.refusal;
    if (NEVER.includes(code)) return `it was refused with ${code}`;
    const isUnfounded = this.#isUnfounded(authorId, command, outcome);
    return isUnfounded ? `it was refused with ${code}, and there is no reason for it` : null;
  }

  #isUnfounded(authorId: UserId, command: Decided, outcome: Refused): boolean {
    switch (outcome.refusal.code) {
      case 'invalid_argument':
        return this.#isFit(command) && !this.#isStored(authorId, command);
      case 'not_found':
        return this.#exists(command) && !this.#isStored(authorId, command);
      case 'forbidden':
        return this.#isTheirs(authorId, command);
      case 'gone':
        return command.name !== 'edit' || this.#find(command.target)?.deletedSeq === null;
      case 'conflict':
        return this.#agrees(authorId, command, outcome);
      default:
        return false;
    }
  }

  #isFit(command: Decided): boolean {
    if ('roomName' in command) return isFitRoomName(command.roomName);
    return 'body' in command ? isFitBody(command.body) : true;
  }

  /** What is stored although it was refused is another matter: S-NO-GHOST. */
  #isStored(authorId: UserId, command: Decided): boolean {
    if (command.name !== 'post') return false;
    return this.#messages.byKey(authorId, command.clientMessageId) !== null;
  }

  /** Ids are known from their commit on, and rooms are everyone's. */
  #exists(command: Decided): boolean {
    if (command.name === 'createRoom') return true;
    if ('roomId' in command) return this.#messages.roomName(command.roomId) !== null;
    return 'messageId' in command.target && this.#find(command.target) !== null;
  }

  #isTheirs(authorId: UserId, command: Decided): boolean {
    if (command.name === 'createRoom') return true;
    if (command.name === 'post') return !this.#isStored(authorId, command);
    if (command.name === 'renameRoom') return this.#rights.mayRename(authorId, command.roomId);
    const message = this.#find(command.target);
    return message !== null && this.#rights.mayChange(authorId, message);
  }

  /** Whether there is nothing that a command could be in conflict with. */
  #agrees(authorId: UserId, command: Decided, { current }: Refused): boolean {
    if (command.name === 'post') {
      const message = this.#messages.byKey(authorId, command.clientMessageId);
      if (message === null) return false;
      return message.roomId === command.roomId && isText(message, 1, command.body);
    }
    if (command.name !== 'edit' || current === undefined) {
      return !this.#reused.has(`${String(authorId)} ${command.key}`);
    }
    const message = this.#find(command.target);
    if (message?.id !== current.id || current.revision === command.revision) return true;
    return !isText(message, current.revision, current.body);
  }

  #find(target: MessageTarget): ModelMessage | null {
    return 'messageId' in target
      ? this.#messages.byId(target.messageId)
      : this.#messages.byKey(target.authorId, target.clientMessageId);
  }

  #wrong(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-VERDICT', entity, detail });
  }
}

type Refused = Extract<CommandOutcome, { readonly ok: false }>;

function posted(
  { roomId, body, clientMessageId }: PostCommand,
  value: CommandValue['post'],
  message: ModelMessage,
): string | null {
  // A message of another id is S-EXACTLY-ONCE or S-ACK-DURABLE.
  if (message.clientMessageId !== clientMessageId) return null;
  if (message.roomId !== roomId || !isText(message, 1, body)) return 'it stored another message';
  if (message.at !== value.at || message.seq !== value.seq) return 'its place or time is another';
  const isLost = value.result === 'deleted' && message.deletedSeq === null;
  return isLost ? 'it is said to be deleted, and is not' : null;
}

/** The text that a message has already is no new revision. */
function edited(
  { revision, body }: EditCommand,
  value: CommandValue['edit'],
  message: ModelMessage,
): string | null {
  const made = message.revisions[value.revision - 1];
  if (made?.seq !== value.seq) return 'it names another revision than there was';
  if (!isText(message, value.revision, body)) return 'the message has another text';
  const isNext = value.revision === revision || value.revision === revision + 1;
  return isNext ? null : 'it changed another revision than its writer saw';
}

/** A text that was gone before anybody could look is any text. */
function isText({ revisions }: ModelMessage, revision: number, body: string): boolean {
  const text = revisions[revision - 1]?.body;
  return text === body || text === '';
}

function isTarget(target: MessageTarget, message: ModelMessage): boolean {
  if ('messageId' in target) return target.messageId === message.id;
  const { authorId, clientMessageId } = target;
  return authorId === message.authorId && clientMessageId === message.clientMessageId;
}

function isDecided(command: Command): command is Decided {
  return !['lead', 'read', 'markUnread', 'involve'].includes(command.name);
}
