import type { Caller } from '../ports/auth.js';
import type { Messaging } from './messaging/messaging.js';
import type { Reading } from './reading/reading.js';
import type { Rooms } from './rooms/rooms.js';
import type { Terms } from './sessions/terms.js';
import { assertNever } from './vocabulary/assert.js';
import type { Command, CommandOutcome } from './vocabulary/commands.js';
import { isChatError, refused } from './vocabulary/errors.js';

interface Capabilities {
  readonly messaging: Messaging;
  readonly rooms: Rooms;
  readonly terms: Terms;
  readonly reading: Reading;
}

/** The one door for commands that arrive as data. */
export class Engine {
  readonly #messaging: Messaging;
  readonly #rooms: Rooms;
  readonly #terms: Terms;
  readonly #reading: Reading;

  constructor({ messaging, rooms, terms, reading }: Capabilities) {
    this.#messaging = messaging;
    this.#rooms = rooms;
    this.#terms = terms;
    this.#reading = reading;
  }

  /**
   * Executes a command and resolves after its commit.
   *
   * An operational failure is a refusal like any other. A rejection is a programmer error: whoever
   * called answers `internal`, says so in the log and does not hide it.
   */
  async execute(caller: Caller, command: Command): Promise<CommandOutcome> {
    try {
      return await this.#dispatch(caller, command);
    } catch (error) {
      if (!isChatError(error)) throw error;
      return refused(error.code, error.message, error.retryAfterMs);
    }
  }

  #dispatch(caller: Caller, command: Command): Promise<CommandOutcome> {
    switch (command.name) {
      case 'post':
        return this.#messaging.post(caller, command);
      case 'edit':
        return this.#messaging.edit(caller, command);
      case 'delete':
        return this.#messaging.delete(caller, command);
      case 'createRoom':
        return this.#rooms.create(caller, command);
      case 'renameRoom':
        return this.#rooms.rename(caller, command);
      case 'lead':
        return this.#terms.lead(caller, command);
      case 'read':
        return this.#reading.read(caller, command);
      case 'markUnread':
        return this.#reading.markUnread(caller, command);
      case 'involve':
        return this.#reading.involve(caller, command);
      default:
        return assertNever(command);
    }
  }
}
