import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';
import type { Ways } from './ways.js';

export type ShownDrafts = ReadonlyMap<RoomId, string>;

/** Watches that what somebody types is kept as long as its page is open, and on the device. */
export class Drafts {
  readonly #bench: Bench;
  readonly #ways: Ways;
  /** What was typed last, by page and room. */
  readonly #typed = new Map<string, Map<RoomId, string>>();

  constructor(bench: Bench, ways: Ways) {
    this.#bench = bench;
    this.#ways = ways;
  }

  /** What was typed in a page that is still open. */
  of(client: string): ShownDrafts {
    return this.#typed.get(client) ?? new Map();
  }

  forget(client: string): void {
    this.#typed.delete(client);
  }

  /** Somebody types in a page. */
  typed(client: string, roomId: RoomId, body: string): void {
    this.#typed.set(client, new Map(this.of(client)).set(roomId, body));
    this.#ways.typed(client, false);
  }

  /** What a page has of what was typed. */
  shown(client: string, drafts: ShownDrafts): void {
    for (const [roomId, body] of this.of(client)) this.#compare(client, roomId, [body, drafts]);
  }

  /** A page has begun anew, and nothing was typed in it: it has what the device has. */
  restored(client: string, drafts: ShownDrafts, kept: ShownDrafts): void {
    for (const [roomId, body] of kept) this.#compare(client, roomId, [body, drafts]);
    for (const [roomId] of drafts) {
      if (!kept.has(roomId)) this.#compare(client, roomId, ['', drafts]);
    }
  }

  #compare(where: string, roomId: RoomId, [body, drafts]: readonly [string, ShownDrafts]): void {
    this.#bench.judged('S-SHOWN');
    const draft = drafts.get(roomId) ?? '';
    if (draft === body) return;
    const detail = `the draft is “${draft}”, and “${body}” was typed`;
    this.#bench.report({ invariant: 'S-SHOWN', entity: `${where} ${roomStream(roomId)}`, detail });
  }
}
