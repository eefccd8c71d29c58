import type { Message } from '../../../core/vocabulary/messages.js';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import type { CommittedEvent } from './log.js';
import type { Messages, ModelMessage } from './messages.js';
import type { Bench } from './violation.js';

const DELETED = Number.POSITIVE_INFINITY;

/** Watches that nobody sees a message go back to what it was. */
export class Revisions {
  readonly #bench: Bench;
  readonly #messages: Messages;
  /** Newest state of each changed message that a client showed, by client. */
  readonly #shown = new Map<string, Map<MessageId, number>>();

  constructor(parts: { readonly bench: Bench; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#messages = parts.messages;
  }

  /** The client begins anew. */
  forget(client: string): void {
    this.#shown.delete(client);
  }

  /** A client shows a state of a message. */
  shown(client: string, message: Message, model: ModelMessage): void {
    // One that was never changed has one state only.
    if (model.revisions.length === 1 && model.deletedSeq === null) return;
    const states = this.#shown.get(client) ?? new Map<MessageId, number>();
    this.#shown.set(client, states);
    const state = message.state === 'deleted' ? DELETED : message.revision;
    const before = states.get(message.id) ?? 0;
    states.set(message.id, state);
    this.#bench.judged('S-EDIT-MONO');
    if (state >= before) return;
    const was = before === DELETED ? 'deleted' : `at revision ${String(before)}`;
    this.#wentBack(
      client,
      message.id,
      `is shown again at revision ${String(state)}: it was ${was}`,
    );
  }

  /**
   * A client shows what is around a message that was deleted, and not the message: it knows. One
   * that was edited may be awaited, and come once more.
   */
  passedOver(client: string, { id, revisions, deletedSeq }: ModelMessage): void {
    if (deletedSeq === null || revisions.length > 1) return;
    const states = this.#shown.get(client) ?? new Map<MessageId, number>();
    this.#shown.set(client, states.set(id, DELETED));
  }

  /**
   * The text of an event is sent to someone whose join was heard when the stream was at `head`:
   * nothing that was superseded by then, or by what its process has sent to anybody.
   *
   * @param to.told - newest sequence of the stream that the process has sent.
   */
  sent(
    to: { readonly connection: string; readonly head: number; readonly told: number },
    event: CommittedEvent,
  ): void {
    if (event.content === null) return;
    const { messageId, revision } = event.content;
    const model = this.#messages.byId(messageId);
    const newer = model?.revisions[revision]?.seq ?? model?.deletedSeq ?? null;
    this.#bench.judged('S-EDIT-MONO');
    if (newer === null || newer > Math.max(to.head, to.told)) return;
    const place = `${event.stream}@${String(event.seq)}`;
    const whom = newer > to.head ? 'by a process that had sent' : 'to a join of after';
    const detail = `the text of ${place} is sent ${whom} ${String(newer)}, which withdrew it`;
    this.#wentBack(to.connection, messageId, detail);
  }

  #wentBack(who: string, id: MessageId, what: string): void {
    const detail = `message ${String(id)}: ${what}`;
    this.#bench.report({ invariant: 'S-EDIT-MONO', entity: who, detail });
  }
}
