import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Bench } from './violation.js';

/** What a page shows of a stretch of a room. */
export interface ShownStretch {
  readonly messages: readonly { readonly seq: number }[];
  readonly olderExist: boolean;
  readonly newerExist: boolean;
  readonly loading: 'older' | 'newer' | 'around' | null;
  readonly pageRefusal: { readonly code: string } | null;
}

/** What a person asks a page to show of a room. */
export type Asked = 'older' | 'newer' | 'around' | 'newest';

/** How far a client has come in a room, and how often that began anew. */
export interface RoomPlace {
  readonly reached: number;
  readonly resets: number;
}

/** A request for a page that is on its way. */
export interface Flight {
  readonly client: string;
  readonly roomId: RoomId;
  /** Where the client was when it asked. */
  readonly from: RoomPlace;
}

interface Request {
  readonly stretch: ShownStretch;
  readonly resets: number;
  /** Answers to requests for pages that came since and held one. */
  good: number;
  /** What the others were refused with. */
  readonly codes: Set<string>;
  /** The newest of them for it. */
  flight: Flight | null;
  /** Whether that one has brought a page. */
  hasCome: boolean;
}

/** A timeline holds so many messages: of a longer room the end of a stretch may be another. */
const EVENTS_MAX = 300;

/** Watches that pages of rooms that are asked for come, or are said not to. */
export class Requests {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #requests = new Map<string, Request>();
  /** The newest request of each client for each room. */
  readonly #flights = new Map<string, Flight>();

  constructor(bench: Bench, log: Log) {
    this.#bench = bench;
    this.#log = log;
  }

  /** A client begins anew, or shows a room no more. */
  forget(client: string, roomId?: RoomId): void {
    for (const map of [this.#requests, this.#flights]) {
      if (roomId !== undefined) map.delete(keyOf(client, roomId));
      else for (const key of map.keys()) if (key.startsWith(`${client} `)) map.delete(key);
    }
  }

  /** A person has asked for another part of a room that is open. */
  asked(
    client: string,
    { roomId, what }: { readonly roomId: RoomId; readonly what: Asked },
    stretches: {
      readonly before: ShownStretch;
      readonly after: ShownStretch;
      /** Whether the room's first snapshot has come. */
      readonly isKnown: boolean;
    },
  ): void {
    const { before, after, isKnown } = stretches;
    const isHeldBack = what === 'newest' && !isKnown;
    const expected = isHeldBack ? 'around' : loadingAfter(before, what);
    this.#judge(
      keyOf(client, roomId),
      after.loading === expected && (expected === before.loading || after.pageRefusal === null)
        ? null
        : `asked for what is ${what} it loads ${String(after.loading)}, not ${String(expected)}`,
    );
  }

  /**
   * A client makes a request for a page. One that makes another as soon as the page has come has
   * thrown it away: rightly, if an edit may have hidden the message that it was to stand beside.
   */
  begun(client: string, roomId: RoomId, from: RoomPlace): Flight {
    const flight = { client, roomId, from };
    const key = keyOf(client, roomId);
    this.#flights.set(key, flight);
    const request = this.#requests.get(key);
    if (request === undefined) return flight;
    this.#bench.judged('R-RETRY');
    if (request.hasCome && this.#isNeedless(request, flight)) {
      const detail = 'it asks again for a page that has come';
      this.#bench.report({ invariant: 'R-RETRY', entity: key, detail });
    }
    Object.assign(request, { flight, hasCome: false });
    return flight;
  }

  /** A request for a page has come to its end. @param code - of a refusal; null for a page. */
  answered(flight: Flight, code: string | null): void {
    const request = this.#requests.get(keyOf(flight.client, flight.roomId));
    if (request === undefined) return;
    if (request.flight === flight) request.hasCome = code === null;
    if (code === null) request.good += 1;
    else request.codes.add(code);
  }

  #isNeedless({ flight: before, resets }: Request, { roomId, from: place }: Flight): boolean {
    const stream = roomStream(roomId);
    const isSteady = resets === place.resets && before?.from.resets === resets;
    if (!isSteady || this.#log.restores > 0 || this.#log.head(stream) > EVENTS_MAX) return false;
    // Of one that is edited in an event which has not come the text is withheld.
    const since = this.#log.events(stream).slice(before.from.reached);
    return since.every(({ kind }) => kind === 'message.posted');
  }

  /** What a page shows of a room has changed. @param resets - times that the room began anew. */
  shown(
    client: string,
    roomId: RoomId,
    { stretch, resets }: Pick<Request, 'stretch' | 'resets'>,
  ): void {
    const key = keyOf(client, roomId);
    const before = this.#requests.get(key);
    const isAsAsked = before?.stretch.loading === stretch.loading;
    if (stretch.loading !== null) {
      const flight = this.#flights.get(key) ?? null;
      const isNew = { stretch, resets, good: 0, codes: new Set<string>(), flight, hasCome: false };
      if (!isAsAsked) this.#requests.set(key, isNew);
      return;
    }
    this.#requests.delete(key);
    if (before === undefined || before.resets !== resets) return;
    this.#judge(key, wrongEnd(before, stretch));
  }

  #judge(entity: string, detail: string | null): void {
    this.#bench.judged('S-SHOWN');
    if (detail !== null) this.#bench.report({ invariant: 'S-SHOWN', entity, detail });
  }
}

function keyOf(client: string, roomId: RoomId): string {
  return `${client} ${roomStream(roomId)}`;
}

function loadingAfter(stretch: ShownStretch, what: Asked): ShownStretch['loading'] {
  const { loading, messages, olderExist, newerExist } = stretch;
  if (what === 'around') return 'around';
  if (what === 'newest') return newerExist ? 'around' : loading === 'around' ? null : loading;
  const isThere = what === 'older' ? olderExist : newerExist;
  return loading !== null || messages.length === 0 || !isThere ? loading : what;
}

function wrongEnd(request: Request, after: ShownStretch): string | null {
  const { stretch: before, good, codes } = request;
  if (after.pageRefusal !== null) {
    if (good > 2 || codes.has(after.pageRefusal.code)) return null;
    const [code] = codes;
    if (code === undefined) return 'a page is said not to have come, and has come';
    return `a page was refused with ${code}, and ${after.pageRefusal.code} is said of it`;
  }
  if (good === 0) return codes.size > 0 ? 'a page did not come, and nothing is said of it' : null;
  const first = after.messages[0]?.seq ?? Infinity;
  const last = after.messages.at(-1)?.seq ?? 0;
  if (before.loading === 'older' && after.olderExist) {
    return first < (before.messages[0]?.seq ?? 0)
      ? null
      : 'an older page has come, and is not shown';
  }
  if (before.loading === 'newer' && after.newerExist) {
    return last > (before.messages.at(-1)?.seq ?? 0)
      ? null
      : 'a newer page has come, and is not shown';
  }
  return null;
}
