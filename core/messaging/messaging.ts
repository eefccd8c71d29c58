import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { Random } from '../../ports/random.js';
import type { Store } from '../../ports/store.js';
import { executionOf, once, requestHash } from '../streams/once.js';
import type {
  CommandOutcome,
  DeleteCommand,
  EditCommand,
  MessageTarget,
  PostCommand,
} from '../vocabulary/commands.js';
import { contentHash } from '../vocabulary/digest.js';
import type { Outcome } from '../vocabulary/errors.js';
import { hex } from '../vocabulary/hex.js';
import { PAGE_MESSAGES_MAX } from '../vocabulary/limits.js';
import type { ChainDigest } from '../vocabulary/position.js';
import { bury, edit } from './change.js';
import { readPage, type PageRequest, type PageWithPeople } from './page.js';
import { post } from './post.js';

/** 128 bits: whoever knows the hash of a deleted message cannot try out what it said. */
const SALT_BYTES = 16;

interface MessagingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  /** Live messages of one page: 1 to PAGE_MESSAGES_MAX, which is also what it is if unset. */
  readonly pageMessagesMax?: number;
}

/** Posting, changing and reading messages. */
export class Messaging {
  readonly #ports: MessagingPorts;

  constructor(ports: MessagingPorts) {
    this.#ports = ports;
  }

  /**
   * Posts a message, at most once per author and client message id, for ever.
   *
   * An equal command gets the first ids and sequence, even if the message was edited or deleted
   * since, or its room is out of reach now. Only a stored message binds its id.
   * @returns `conflict` for an id of another message, `not_found`, `invalid_argument`,
   * `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  post(caller: Caller, command: PostCommand): Promise<CommandOutcome<'post'>> {
    const { store, clock, digest } = this.#ports;
    const { name, roomId, body } = command;
    const hash = requestHash(digest, [name, roomId, body]);
    const draft = {
      caller,
      command,
      at: clock.now(),
      ...this.#content(body),
      requestHash: hash,
    };
    return store.write((tx) => post(tx, digest, draft), { afterUnknownCommit: 'rerun' });
  }

  /**
   * Edits a message that the caller wrote, or any as an administrator, in a room that they are a
   * member of.
   *
   * @returns `conflict` with the current message when the writer saw another revision, `gone`,
   * `forbidden`, `not_found`, `invalid_argument`, `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  edit(caller: Caller, command: EditCommand): Promise<CommandOutcome<'edit'>> {
    const { store, digest } = this.#ports;
    const { name, key, target, revision: seen, body } = command;
    const execution = executionOf(this.#ports, { caller, key }, [
      name,
      ...parts(target),
      seen,
      body,
    ]);
    const revision = { command, at: execution.at, ...this.#content(body) };
    return store.write(
      (tx) => once<'edit'>(tx, execution, (person) => edit(tx, digest, { person, revision })),
      { afterUnknownCommit: 'rerun' },
    );
  }

  /**
   * Deletes a message that the caller wrote, or any as an administrator. A deleted one succeeds
   * again.
   *
   * @returns `forbidden`, `not_found`, `unauthenticated`, `conflict` for a key of another command.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  delete(caller: Caller, command: DeleteCommand): Promise<CommandOutcome<'delete'>> {
    const { store, digest } = this.#ports;
    const { name, key, target } = command;
    const execution = executionOf(this.#ports, { caller, key }, [name, ...parts(target)]);
    const { at } = execution;
    return store.write(
      (tx) => once<'delete'>(tx, execution, (person) => bury(tx, digest, { person, target, at })),
      { afterUnknownCommit: 'rerun' },
    );
  }

  /**
   * A page of a room's live messages, as of the room's head.
   *
   * @returns `not_found` for a room or message out of reach, `stale_position` when `atLeast` is
   * above the head.
   * @throws ChatError `busy`.
   */
  page(caller: Caller, request: PageRequest): Promise<Outcome<PageWithPeople>> {
    const { store, clock, pageMessagesMax: limit = PAGE_MESSAGES_MAX } = this.#ports;
    const now = clock.now();
    return store.read((snapshot) => readPage(snapshot, caller, { ...request, now, limit }));
  }

  #content(body: string): { readonly salt: string; readonly contentHash: ChainDigest } {
    const { random, digest } = this.#ports;
    const salt = hex(random.bytes(SALT_BYTES));
    return { salt, contentHash: contentHash(digest.sha256, salt, body) };
  }
}

function parts(target: MessageTarget): readonly unknown[] {
  return 'messageId' in target ? [target.messageId] : [target.authorId, target.clientMessageId];
}
