import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** Everything that a page shows once nothing moves any more. */
export interface ShownWhole {
  /** Texts of all but messages, by what they are of. */
  readonly parts: ReadonlyMap<string, string>;
  /** Texts of the live messages of each room, oldest first. */
  readonly rooms: ReadonlyMap<RoomId, readonly string[]>;
  /** Rooms of which it shows a stretch that does not reach the newest message. */
  readonly behind: ReadonlySet<RoomId>;
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
      if (how === 'anew' && before.behind.has(id)) return false;
      const others = after.rooms.get(id) ?? [];
      if (others.length === 0 && messages.length > 0) return true;
      if (how === 'resumed' && others.length !== messages.length) return true;
      // Each has as many of the newest as it has asked for.
      const both = Math.min(messages.length, others.length);
      const [of, as] = [messages.slice(-both), others.slice(-both)];
      return both > 0 && of.some((text, at) => text !== as[at]);
    })?.[0];
    if (part === undefined && room === undefined) return;
    const what = part ?? roomStream(room ?? (0 as RoomId));
    const did = how === 'resumed' ? 'went on from its positions' : 'began anew';
    const detail = `${what} is shown in another way once it ${did}`;
    this.#bench.report({ invariant: 'S-RESUME-EQUIV', entity: client, detail });
  }
}
