import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import type { CommittedEvent, Log } from './log.js';
import type { ModelMessage } from './messages.js';

/** Who may change what: its author or creator, and whoever set the installation up. */
export class Rights {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  mayChange(userId: UserId, message: Pick<ModelMessage, 'authorId'>): boolean {
    return message.authorId === userId || this.#isAdministrator(userId);
  }

  mayRename(userId: UserId, roomId: RoomId): boolean {
    const creator = this.#log.event(roomStream(roomId), 1)?.actor ?? null;
    return creator === userId || this.#isAdministrator(userId);
  }

  #isAdministrator(userId: UserId): boolean {
    return this.#founding()?.actor === userId;
  }

  #founding(): CommittedEvent | null {
    return this.#log.event('account', 1);
  }
}
