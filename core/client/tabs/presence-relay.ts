import type { Clock } from '../../../ports/clock.js';
import type { ClientFrame, PongFrame, PresenceFrame } from '../../vocabulary/frames.js';
import type { StreamName, UserId } from '../../vocabulary/ids.js';
import type { Person } from '../../vocabulary/people.js';
import type { Activity } from '../../vocabulary/presence.js';
import type { MonotonicMs } from '../../vocabulary/time.js';
import { presenceAfter, type VersionedView } from '../presence-view.js';
import { Certainty } from './certainty.js';
import { SAID_AGAIN_MS, SEAT_ACTIVE_MS } from './limits.js';
import type { Seat } from './seat.js';

/** What one tab says of its person, and when anything was heard of it. */
interface TabClaim {
  readonly state: Activity;
  heardAt: MonotonicMs;
}

/** What the server said of one stream. */
interface Known {
  told: VersionedView;
  readonly people: ReadonlyMap<UserId, Person>;
  until: MonotonicMs;
}

/**
 * One person in several tabs: what each tab says becomes one word to the server, and what the
 * server says is kept for tabs that come later.
 *
 * A tab that is not heard of counts as away by the leader's own clock: it may be frozen.
 */
export class PresenceRelay {
  readonly #clock: Clock;
  readonly #send: (frame: ClientFrame) => void;
  readonly #certainty: Certainty;
  readonly #claims = new Map<Seat, TabClaim>();
  readonly #known = new Map<StreamName, Known>();
  #said: Activity | null = null;
  #saidAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  /** @param send - to the server, where there is a connection. */
  constructor(clock: Clock, send: (frame: ClientFrame) => void) {
    this.#clock = clock;
    this.#send = send;
    this.#certainty = new Certainty(clock);
  }

  /** A tab that says the same again misses it in what it is told: the server may not have heard. */
  here(seat: Seat, state: Activity): void {
    const isAgain = this.#claims.get(seat)?.state === state;
    const isOld = this.#clock.monotonic() - this.#saidAt >= SAID_AGAIN_MS;
    if (isAgain && isOld) this.#said = null;
    this.#claims.set(seat, { state, heardAt: this.#clock.monotonic() });
    this.#say();
  }

  heard(seat: Seat): void {
    const claim = this.#claims.get(seat);
    if (claim === undefined) return;
    claim.heardAt = this.#clock.monotonic();
    this.#say();
  }

  /** A tab's person goes; the last one to go says so to the server. */
  goodbye(seat: Seat): void {
    if (!this.#claims.delete(seat)) return;
    if (this.#claims.size > 0) this.#say();
    else if (this.#said !== null) {
      this.#said = null;
      this.#send({ type: 'goodbye' });
    }
  }

  /** A tab is gone without a word. */
  forget(seat: Seat): void {
    if (this.#claims.delete(seat)) this.#say();
  }

  /** A connection serves the tabs: nothing was said over it. */
  opened(): void {
    this.#said = null;
    this.#say();
  }

  /** The connection is over, and what came over it. */
  closed(): void {
    this.#known.clear();
    this.#said = null;
    this.#cancel?.();
    this.#cancel = null;
  }

  learn(frame: PresenceFrame): void {
    const known = this.#known.get(frame.stream);
    const told = presenceAfter(known?.told ?? null, frame);
    const { people: present } = told.view;
    const persons = new Map(frame.scope === 'changes' ? known?.people : []);
    for (const person of frame.people) persons.set(person.id, person);
    const people = new Map([...persons].filter(([userId]) => present?.has(userId) === true));
    this.#look();
    const until = this.#certainty.after(frame.certainMs);
    this.#known.set(frame.stream, { told, people, until });
  }

  /** A pong says for how long what is known is certain, where nothing of it was lost. */
  renew({ certainMs, presence = [] }: PongFrame): void {
    if (certainMs === undefined) return;
    this.#look();
    const until = this.#certainty.after(certainMs);
    const versions = new Map(presence);
    for (const [stream, known] of this.#known) {
      if (known.told.version === versions.get(stream)) known.until = until;
      else known.told = { ...known.told, version: null };
    }
  }

  /** The device slept: nothing is certain before the next pong. */
  slept(): void {
    this.#certainty.slept();
    this.#doubtAll();
  }

  leave(stream: StreamName): void {
    this.#known.delete(stream);
  }

  /** What a tab that joins a stream now has to know; null where the server has yet to say. */
  whole(stream: StreamName): PresenceFrame | null {
    this.#look();
    const known = this.#known.get(stream);
    if (known === undefined) return null;
    const { told, people } = known;
    const { view, version } = told;
    const leftMs = Math.max(0, known.until - this.#clock.monotonic());
    const isCertain = version !== null && leftMs > 0;
    const scope = view.people === null ? 'summary' : 'whole';
    return {
      type: 'presence',
      stream,
      scope: isCertain ? scope : 'uncertain',
      version: isCertain ? version : 0,
      certainMs: isCertain ? leftMs : 0,
      counts: view.counts,
      present: isCertain ? [...(view.people ?? [])] : [],
      people: isCertain ? [...people.values()] : [],
    };
  }

  #look(): void {
    if (this.#certainty.hasSlept()) this.#doubtAll();
  }

  #doubtAll(): void {
    for (const known of this.#known.values()) known.until = this.#clock.monotonic();
  }

  #say(): void {
    const state = this.#merged();
    if (state === null || state === this.#said) return;
    this.#said = state;
    this.#saidAt = this.#clock.monotonic();
    this.#send({ type: 'here', state });
    if (state === 'active') this.#lookAgain();
  }

  #merged(): Activity | null {
    const freshSince = this.#clock.monotonic() - SEAT_ACTIVE_MS;
    const isActive = ({ state, heardAt }: TabClaim): boolean =>
      state === 'active' && heardAt > freshSince;
    if (this.#claims.size === 0) return null;
    return [...this.#claims.values()].some(isActive) ? 'active' : 'away';
  }

  /** Looks when the tab that was heard of last may have been silent for too long. */
  #lookAgain(): void {
    const active = [...this.#claims.values()].filter(({ state }) => state === 'active');
    const heardAt = Math.max(...active.map((claim) => claim.heardAt));
    const delayMs = Math.max(1, heardAt + SEAT_ACTIVE_MS - this.#clock.monotonic());
    this.#cancel?.();
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = null;
      this.#say();
      if (this.#said === 'active') this.#lookAgain();
    });
  }
}
