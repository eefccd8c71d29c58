import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';

/** Knows which commands a server heard before it said that it is about to stop. */
export class DrainWatch {
  /** Commands without an answer, by connection. */
  readonly #open = new Map<string, Set<number>>();
  /** Those that were heard before the connection was told to go. */
  readonly #promised = new Map<string, ReadonlySet<number>>();

  got(connection: string, frame: ClientFrame): void {
    if (frame.type !== 'command') return;
    const open = this.#open.get(connection) ?? new Set();
    this.#open.set(connection, open);
    open.add(frame.id);
  }

  sent(connection: string, frame: ServerFrame): void {
    if (frame.type === 'answer') this.#open.get(connection)?.delete(frame.id);
    if (frame.type !== 'goaway') return;
    this.#promised.set(connection, new Set(this.#open.get(connection) ?? []));
  }

  /** Commands that were heard before the drain and have no answer yet. */
  unanswered(connection: string): number {
    const open = this.#open.get(connection) ?? new Set();
    return [...(this.#promised.get(connection) ?? [])].filter((id) => open.has(id)).length;
  }
}
