import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

interface Decided {
  readonly request: string;
  /** What the answer named. */
  readonly named: string;
}

/** Refusals that decide nothing: the same command may be said again. */
const PASSING: readonly string[] = [
  'busy',
  'unavailable',
  'draining',
  'disk_full',
  'deadline_exceeded',
  'unauthenticated',
  'stale_lease',
  'rate_limited',
  'limit_exceeded',
];

/** Watches that a command that is said again is answered as it was the first time. */
export class Repeats {
  readonly #bench: Bench;
  readonly #messages: Messages;
  readonly #decided = new Map<string, Decided>();
  /** Posts that were told that their author had used their id for another message. */
  readonly #conflicts = new Map<string, readonly [UserId, ClientMessageId]>();

  constructor(parts: { readonly bench: Bench; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#messages = parts.messages;
  }

  answered(authorId: UserId, command: Command, outcome: CommandOutcome): void {
    const own = keyOf(command);
    if (own === null) return;
    const key = `${String(authorId)} ${own}`;
    const earlier = this.#decided.get(key);
    if (earlier !== undefined) this.#compare(key, earlier, { command, outcome });
    if (outcome.ok) {
      this.#compareAuthor(key, authorId, { command, outcome });
      if (earlier !== undefined) return;
      this.#decided.set(key, { request: JSON.stringify(command), named: namedBy(outcome) });
    } else if (command.name === 'post' && outcome.refusal.code === 'conflict') {
      this.#conflicts.set(key, [authorId, command.clientMessageId]);
    }
  }

  /** An older copy has been restored: what was done may be undone. */
  restored(): void {
    this.#decided.clear();
    this.#conflicts.clear();
  }

  /** At the end: whoever was told of a conflict has a message of that id. */
  checkAll(): void {
    for (const [key, [authorId, id]] of this.#conflicts) {
      this.#bench.judged('S-IDEMP-RESP');
      if (this.#messages.byKey(authorId, id) !== null) continue;
      this.#wrong(key, 'its id was said to be used, and its author never stored one by it');
    }
  }

  #compare(key: string, earlier: Decided, said: Said): void {
    this.#bench.judged('S-IDEMP-RESP');
    const { command, outcome } = said;
    const isSame = JSON.stringify(command) === earlier.request;
    if (!outcome.ok) {
      if (!isSame || PASSING.includes(outcome.refusal.code)) return;
      this.#wrong(key, `it was done, and said again it is refused: ${outcome.refusal.code}`);
    } else if (!isSame) this.#wrong(key, 'another command with its key was answered as done');
    else if (command.name !== 'post' && namedBy(outcome) !== earlier.named) {
      // Two messages of one post are S-EXACTLY-ONCE.
      this.#wrong(key, `it was answered ${earlier.named}, and then ${namedBy(outcome)}`);
    }
  }

  /** What an author repeats is the author's own. */
  #compareAuthor(key: string, authorId: UserId, { outcome }: Said): void {
    if (!outcome.ok || !('result' in outcome.value) || outcome.value.result === 'stored') return;
    this.#bench.judged('S-IDEMP-RESP');
    const message = this.#messages.byId(outcome.value.messageId);
    if (message === null || message.authorId === authorId) return;
    this.#wrong(key, `it was answered with message ${String(message.id)} of somebody else`);
  }

  #wrong(key: string, detail: string): void {
    this.#bench.report({ invariant: 'S-IDEMP-RESP', entity: `command ${key}`, detail });
  }
}

interface Said {
  readonly command: Command;
  readonly outcome: CommandOutcome;
}

/** Null for a command that has no key. */
function keyOf(command: Command): string | null {
  if (command.name === 'post') return command.clientMessageId;
  return 'key' in command ? `${command.name} ${command.key}` : null;
}

function namedBy(outcome: CommandOutcome): string {
  if (!outcome.ok) return outcome.refusal.code;
  const { value } = outcome;
  if ('result' in value) return `message ${String(value.messageId)}`;
  if ('revision' in value) {
    return `message ${String(value.messageId)} revision ${String(value.revision)}`;
  }
  if ('seq' in value) return `room ${String(value.roomId)} at ${String(value.seq)}`;
  return JSON.stringify(value);
}
