import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** Everything that a page shows once nothing moves any more. */
export interface ShownWhole {
  /** Texts of all but messages, by what they are of. */
  readonly parts: ReadonlyMap<string, string>;
  /** Texts of the live messages of each room, oldest first. */
  readonly rooms: ReadonlyMap<RoomId, readonly string[]>;
}

/** Watches that whoever goes on from a position comes to what one who starts anew is shown. */
export class Wholes {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /**
   * A page has come back, and nothing was changed meanwhile.
   *
   * @param how - from its positions, or with nothing: then it has the newest messages alone.
   */
  cameBack(
    client: string,
    how: 'resumed' | 'anew',
    { before, after }: { readonly before: ShownWhole; readonly after: ShownWhole },
  ): void {
    this.#bench.judged('S-RESUME-EQUIV');
    const part = [...before.parts].find(([key, text]) => after.parts.get(key) !== text)?.[0];
    const room = [...before.rooms].find(([id, messages]) => {
      const others = after.rooms.get(id) ?? [];
      const isWhole = how === 'resumed' || others.length === messages.length;
      const same = isWhole ? messages : messages.slice(messages.length - others.length);
      if (others.length === 0 && messages.length > 0) return true;
      return same.length !== others.length || same.some((text, at) => text !== others[at]);
    })?.[0];
    if (part === undefined && room === undefined) return;
    const what = part ?? roomStream(room ?? (0 as RoomId));
    const did = how === 'resumed' ? 'went on from its positions' : 'began anew';
    const detail = `${what} is shown in another way once it ${did}`;
    this.#bench.report({ invariant: 'S-RESUME-EQUIV', entity: client, detail });
  }
}
