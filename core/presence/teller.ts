import type { PresenceFrame } from '../vocabulary/frames.js';
import type { StreamName, UserId } from '../vocabulary/ids.js';
import { PRESENCE_CERTAIN_MS, PRESENCE_LISTED_MAX } from '../vocabulary/presence.js';
import type { PresenceState } from '../vocabulary/presence.js';
import type { Codec, EncodedFrame } from '../../ports/codec.js';
import type { PresenceBoard } from './board.js';

/** Who is told: the way out to one connection. */
export interface PresenceWatcher {
  readonly open: boolean;
  /** Only while {@link open}. */
  send(frame: EncodedFrame): void;
}

/** What a watcher was told last: a version, that nothing is certain, or nothing. */
type Told = number | 'uncertain' | null;

interface Hub {
  readonly watchers: Map<PresenceWatcher, Told>;
  version: number;
  /** Whether everybody was named when it was told last. */
  wasListed: boolean;
  hasNews: boolean;
  /** Somebody is to be told something. */
  isDue: boolean;
}

/** What is encoded once in a round, for all who are told it. */
type Encoded = Partial<Record<PresenceFrame['scope'], EncodedFrame>>;

/**
 * Tells connections who is present in the streams that they follow.
 *
 * Only what changed since the last round goes out, encoded once for everybody. The latest is all
 * that counts: whoever had no room in the socket is told the whole once there is some.
 */
export class PresenceTeller {
  readonly #board: PresenceBoard;
  readonly #codec: Codec;
  readonly #hubs = new Map<StreamName, Hub>();
  #isCertain = false;

  constructor(board: PresenceBoard, codec: Codec) {
    this.#board = board;
    this.#codec = codec;
  }

  get isCertain(): boolean {
    return this.#isCertain;
  }

  /** Streams that are watched. */
  get hubs(): number {
    return this.#hubs.size;
  }

  get watchers(): number {
    let watchers = 0;
    for (const hub of this.#hubs.values()) watchers += hub.watchers.size;
    return watchers;
  }

  /** Nothing was told as certain so far: everybody is told the whole. */
  settle(): void {
    this.#isCertain = true;
    for (const hub of this.#hubs.values()) {
      for (const watcher of hub.watchers.keys()) hub.watchers.set(watcher, null);
      hub.isDue = true;
    }
  }

  watch(stream: StreamName, watcher: PresenceWatcher): void {
    const hub = this.#hubs.get(stream) ?? this.#open(stream);
    hub.watchers.set(watcher, null);
    hub.isDue = true;
  }

  unwatch(stream: StreamName, watcher: PresenceWatcher): void {
    const hub = this.#hubs.get(stream);
    if (hub?.watchers.delete(watcher) === true && hub.watchers.size === 0) this.#close(stream);
  }

  /** Something of a stream may be otherwise than it was told. */
  changed(stream: StreamName): void {
    const hub = this.#hubs.get(stream);
    if (hub === undefined) {
      this.#forget(stream);
      return;
    }
    hub.hasNews = true;
    hub.isDue = true;
  }

  /** For how long what a watcher was told is certain from now on; 0 where anything is owed. */
  certainMs(streams: Iterable<StreamName>, watcher: PresenceWatcher): number {
    if (!this.#isCertain) return 0;
    for (const stream of streams) {
      const hub = this.#hubs.get(stream);
      if (hub === undefined) continue;
      if (hub.hasNews || hub.watchers.get(watcher) !== hub.version) return 0;
    }
    return PRESENCE_CERTAIN_MS;
  }

  /** Which version of each stream a watcher was told last. */
  versions(
    streams: Iterable<StreamName>,
    watcher: PresenceWatcher,
  ): readonly (readonly [StreamName, number])[] {
    return [...streams].flatMap((stream) => {
      const told = this.#hubs.get(stream)?.watchers.get(watcher);
      return typeof told === 'number' ? [[stream, told] as const] : [];
    });
  }

  /** Whether anything is to be told. */
  get isDue(): boolean {
    return [...this.#hubs.values()].some((hub) => hub.isDue);
  }

  /** Tells what is owed. @returns whether anybody had no room for it. */
  tell(): boolean {
    let isOwed = false;
    for (const [stream, hub] of this.#hubs) {
      if (!hub.isDue) continue;
      hub.isDue = this.#tellOf(stream, hub);
      isOwed ||= hub.isDue;
    }
    return isOwed;
  }

  #tellOf(stream: StreamName, hub: Hub): boolean {
    const frames: Encoded = {};
    const { version: before, wasListed } = hub;
    const changes = this.#takeNews(stream, hub);
    const isStep = wasListed && hub.wasListed;
    let isOwed = false;
    for (const [watcher, told] of hub.watchers) {
      if (told === (this.#isCertain ? hub.version : 'uncertain')) continue;
      if (!watcher.open) {
        isOwed = true;
        continue;
      }
      const scope = this.#scopeFor(isStep && told === before, hub);
      watcher.send(
        (frames[scope] ??= this.#encode({ stream, scope, version: hub.version }, changes)),
      );
      hub.watchers.set(watcher, this.#isCertain ? hub.version : 'uncertain');
    }
    return isOwed;
  }

  /** While nothing is certain, news wait for the whole. */
  #takeNews(stream: StreamName, hub: Hub): PresenceFrame['present'] {
    if (!this.#isCertain || !hub.hasNews) return [];
    const presence = this.#board.in(stream);
    const changes = presence.takeChanges();
    this.#board.settle(stream);
    hub.hasNews = false;
    hub.wasListed = presence.size <= PRESENCE_LISTED_MAX;
    if (changes.length > 0) hub.version += 1;
    return changes;
  }

  #scopeFor(isInStep: boolean, { wasListed }: Hub): PresenceFrame['scope'] {
    if (!this.#isCertain) return 'uncertain';
    if (!wasListed) return 'summary';
    return isInStep ? 'changes' : 'whole';
  }

  #encode(
    { stream, scope, version }: Pick<PresenceFrame, 'stream' | 'scope' | 'version'>,
    changes: PresenceFrame['present'],
  ): EncodedFrame {
    const present = this.#presentAs(stream, scope, changes);
    const isCertain = scope !== 'uncertain';
    return this.#codec.encodeServer({
      type: 'presence',
      stream,
      scope,
      version: isCertain ? version : 0,
      certainMs: isCertain ? PRESENCE_CERTAIN_MS : 0,
      counts: isCertain ? this.#board.in(stream).counts : { active: 0, away: 0 },
      present,
      people: present.flatMap(([userId, state]) => this.#named(userId, state)),
    });
  }

  #presentAs(
    stream: StreamName,
    scope: PresenceFrame['scope'],
    changes: PresenceFrame['present'],
  ): PresenceFrame['present'] {
    if (scope === 'changes') return changes;
    return scope === 'whole' ? this.#board.in(stream).whole : [];
  }

  #named(userId: UserId, state: PresenceState): PresenceFrame['people'] {
    if (state === 'disconnected' || state === 'left') return [];
    const person = this.#board.person(userId);
    return person === null ? [] : [person];
  }

  #open(stream: StreamName): Hub {
    this.#forget(stream);
    const wasListed = this.#board.in(stream).size <= PRESENCE_LISTED_MAX;
    const hub: Hub = {
      watchers: new Map(),
      version: 1,
      wasListed,
      hasNews: false,
      isDue: true,
    };
    this.#hubs.set(stream, hub);
    return hub;
  }

  #close(stream: StreamName): void {
    this.#hubs.delete(stream);
    this.#forget(stream);
  }

  /** Nobody is told: what has changed is of no interest. */
  #forget(stream: StreamName): void {
    this.#board.in(stream).takeChanges();
    this.#board.settle(stream);
  }
}
