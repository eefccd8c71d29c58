import type {
  Command,
  CommandOutcome,
  Changed,
  Posted,
  RoomChanged,
} from '../../../core/vocabulary/commands.js';
import {
  roomStream,
  type ClientMessageId,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Messages } from './messages.js';
import type { Repeats } from './repeats.js';
import type { Verdicts } from './verdicts.js';
import type { Bench } from './violation.js';

interface Acknowledged {
  readonly authorId: UserId;
  readonly command: Command;
  readonly value: Posted | Changed | RoomChanged;
}

/** Codes that say for good that a post is not stored. */
const DEFINITE_REFUSALS = ['invalid_argument', 'not_found', 'forbidden'] as const;

/** What clients were told, to be compared with what is there. */
export class Answers {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  readonly #repeats: Repeats;
  readonly #verdicts: Verdicts;
  #acknowledgements = 0;
  readonly #posted = new Map<string, Posted>();
  readonly #refused = new Set<string>();
  /** Posts that somebody was told to be stored before that was undone. */
  readonly #undone = new Set<string>();

  constructor(parts: {
    readonly bench: Bench;
    readonly log: Log;
    readonly messages: Messages;
    readonly repeats: Repeats;
    readonly verdicts: Verdicts;
  }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
    this.#repeats = parts.repeats;
    this.#verdicts = parts.verdicts;
  }

  /** Commands that a client knows to be done. */
  get acknowledgements(): number {
    return this.#acknowledgements;
  }

  /** Whether a client knows that its message is stored. */
  isPosted(authorId: UserId, id: ClientMessageId): boolean {
    const key = `${String(authorId)} ${id}`;
    return this.#posted.has(key) || this.#undone.has(key);
  }

  /** Whether a client was told for good that its message is not stored. */
  isRefused(authorId: UserId, id: ClientMessageId): boolean {
    return this.#refused.has(`${String(authorId)} ${id}`);
  }

  /** An older copy has been restored: what it has not got is excused. */
  restored(): void {
    this.#repeats.restored();
    this.#verdicts.restored();
    for (const [key, value] of this.#posted) {
      if (this.#isKept(value)) continue;
      this.#undone.add(key);
      this.#posted.delete(key);
    }
  }

  /** A client has been given an answer that left before an older copy was restored. */
  answeredBefore(authorId: UserId, command: Command, outcome: CommandOutcome): void {
    if (!outcome.ok) this.#refusedWith(authorId, command, outcome.refusal.code);
    else if (command.name === 'post') {
      this.#undone.add(`${String(authorId)} ${command.clientMessageId}`);
    }
  }

  #isKept({ roomId, seq }: { readonly roomId: RoomId; readonly seq: number }): boolean {
    return seq <= this.#log.head(roomStream(roomId));
  }

  /** A client has been given the answer of a command. */
  answered(authorId: UserId, command: Command, outcome: CommandOutcome): void {
    this.#repeats.answered(authorId, command, outcome);
    this.#noteAnswer(authorId, command, outcome);
    this.#verdicts.answered(authorId, command, outcome);
  }

  #noteAnswer(authorId: UserId, command: Command, outcome: CommandOutcome): void {
    if (!outcome.ok) {
      this.#refusedWith(authorId, command, outcome.refusal.code);
      return;
    }
    // A term is in no log: the fence of the next command shows whether it was kept. How far
    // somebody has read is judged by `Readings`.
    if (!('seq' in outcome.value)) return;
    const done = { authorId, command, value: outcome.value };
    this.#acknowledgements += 1;
    if (command.name === 'post') this.#checkOnce(done, command.clientMessageId);
    // An answer follows its commit.
    this.#checkStored(done);
  }

  /** At the end: what was refused for good has not appeared. */
  checkAll(): void {
    this.#repeats.checkAll();
    for (const key of this.#refused) {
      const [author = '', id = ''] = key.split(' ');
      const message = this.#messages.byKey(Number(author) as UserId, id as ClientMessageId);
      this.#bench.judged('S-NO-GHOST');
      if (message === null) continue;
      const entity = `${roomStream(message.roomId)}@${String(message.seq)}`;
      const detail = 'it is stored though its author was told that it was refused';
      this.#bench.report({ invariant: 'S-NO-GHOST', entity, detail });
    }
  }

  #checkOnce({ authorId, value }: Acknowledged, id: ClientMessageId): void {
    const key = `${String(authorId)} ${id}`;
    const posted = value as Posted;
    const earlier = this.#posted.get(key);
    this.#posted.set(key, posted);
    if (earlier === undefined) return;
    if (earlier.messageId === posted.messageId && earlier.seq === posted.seq) return;
    const detail =
      `the same post was answered with message ${String(earlier.messageId)} ` +
      `and then with message ${String(posted.messageId)}`;
    this.#bench.report({ invariant: 'S-EXACTLY-ONCE', entity: `person ${key}`, detail });
  }

  #refusedWith(authorId: UserId, command: Command, code: string): void {
    if (command.name !== 'post') return;
    if (DEFINITE_REFUSALS.some((definite) => definite === code)) {
      this.#refused.add(`${String(authorId)} ${command.clientMessageId}`);
    }
  }

  #checkStored({ authorId, command, value }: Acknowledged): void {
    const stream = roomStream(value.roomId);
    const entity = `${stream}@${String(value.seq)}`;
    this.#bench.judged('S-ACK-DURABLE');
    const lost = (detail: string): void => {
      this.#bench.report({ invariant: 'S-ACK-DURABLE', entity, detail });
    };
    const event = this.#log.event(stream, value.seq);
    if (event === null) {
      lost(`${command.name} was acknowledged and is not in the store`);
      return;
    }
    if (!('messageId' in value)) return;
    const message = this.#messages.byId(value.messageId);
    if (message === null || !touches(event, value.messageId)) {
      lost(`${command.name} was acknowledged, and another event stands in its place`);
      return;
    }
    if (command.name !== 'post') return;
    if (message.authorId === authorId && message.clientMessageId === command.clientMessageId)
      return;
    lost('a post was acknowledged, and another message stands in its place');
  }
}

function touches(event: { readonly data: string }, messageId: number): boolean {
  const data = JSON.parse(event.data) as { readonly messageId?: number };
  return data.messageId === messageId;
}
