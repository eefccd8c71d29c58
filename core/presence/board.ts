import type { SessionId, StreamName, UserId } from '../vocabulary/ids.js';
import { roomStream } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import type { Absence, Activity, Claim } from '../vocabulary/presence.js';
import { StreamPresence, type ClaimKey } from './stream-presence.js';

/** The claims of all processes that this one knows of, and who is present by them. */
export class PresenceBoard {
  readonly #onChange: (stream: StreamName) => void;
  readonly #claims = new Map<ClaimKey, Claim>();
  readonly #byPerson = new Map<UserId, Set<ClaimKey>>();
  readonly #streams = new Map<StreamName, StreamPresence>();

  /** @param onChange - something of a stream may be otherwise than it was told. */
  constructor(onChange: (stream: StreamName) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#claims.size;
  }

  /** Streams with anybody in them. */
  get streams(): number {
    return this.#streams.size;
  }

  get(key: ClaimKey): Claim | undefined {
    return this.#claims.get(key);
  }

  /** Who is present in a stream, to be read at once. */
  in(stream: StreamName): StreamPresence {
    return this.#streams.get(stream) ?? new StreamPresence();
  }

  /** The claims of one person, of every process. */
  of(userId: UserId): readonly (readonly [ClaimKey, Claim])[] {
    return [...(this.#byPerson.get(userId) ?? [])].flatMap((key) => {
      const claim = this.#claims.get(key);
      return claim === undefined ? [] : [[key, claim] as const];
    });
  }

  /** A person who is present, as their newest claim names them. */
  person(userId: UserId): Person | null {
    return this.of(userId).at(-1)?.[1].person ?? null;
  }

  /** What each device of a person does, of those that are connected. */
  devices(userId: UserId): ReadonlyMap<SessionId | null, Activity> {
    const devices = new Map<SessionId | null, Activity>();
    for (const [, { sessionId, state }] of this.of(userId)) {
      if (devices.get(sessionId) !== 'active') devices.set(sessionId, state);
    }
    return devices;
  }

  all(): readonly (readonly [ClaimKey, Claim])[] {
    return [...this.#claims];
  }

  /** Sets a claim, whatever it was before. Leaving a room is meant: it counts as `left`. */
  put(key: ClaimKey, claim: Claim): void {
    const before = this.#claims.get(key);
    this.#claims.set(key, claim);
    const ofPerson = this.#byPerson.get(claim.person.id) ?? new Set();
    this.#byPerson.set(claim.person.id, ofPerson.add(key));
    const streams = streamsOf(claim);
    for (const stream of streams) this.#put(stream, key, claim);
    if (before === undefined) return;
    const gone = streamsOf(before).filter((stream) => !streams.includes(stream));
    this.#drop(gone, { key, userId: claim.person.id, why: 'left' });
  }

  drop(key: ClaimKey, why: Absence): void {
    const claim = this.#claims.get(key);
    if (claim === undefined) return;
    this.#claims.delete(key);
    const ofPerson = this.#byPerson.get(claim.person.id);
    ofPerson?.delete(key);
    if (ofPerson?.size === 0) this.#byPerson.delete(claim.person.id);
    this.#drop(streamsOf(claim), { key, userId: claim.person.id, why });
  }

  /** Lets go of a stream that nobody is in, once its changes are told. */
  settle(stream: StreamName): void {
    if (this.#streams.get(stream)?.size === 0) this.#streams.delete(stream);
  }

  #put(stream: StreamName, key: ClaimKey, { person, state }: Claim): void {
    const known = this.#streams.get(stream) ?? new StreamPresence();
    this.#streams.set(stream, known);
    known.put(person.id, key, state);
    this.#onChange(stream);
  }

  #drop(
    streams: readonly StreamName[],
    {
      key,
      userId,
      why,
    }: { readonly key: ClaimKey; readonly userId: UserId; readonly why: Absence },
  ): void {
    for (const stream of streams) {
      this.#streams.get(stream)?.drop(userId, key, why);
      this.#onChange(stream);
    }
  }
}

function streamsOf({ rooms }: Claim): readonly StreamName[] {
  return ['account', ...rooms.map(roomStream)];
}
