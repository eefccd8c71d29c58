import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import type { Fence, Term } from '../../../core/vocabulary/fence.js';
import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** A command as it has reached the server. */
interface Arrived {
  readonly session: string;
  readonly command: Command;
  /** What it carries, or for a command to lead null. */
  readonly fence: Fence | null;
  /** The newest term of its browser that had been given out by then; 0 before any. */
  readonly newest: Term;
}

/** Whose command it is. */
export interface Sender {
  readonly connection: string;
  readonly session: string;
  readonly userId: UserId | null;
}

/** What is known of the terms of one browser in one session. */
interface Reigns {
  /** The newest term that was given out; 0 before any. */
  newest: Term;
  /** Commands to lead that have reached the server, less those that it answered. */
  asked: number;
  readonly given: Set<Term>;
}

/**
 * Watches who leads among the tabs of a browser: terms only grow, what carries an older one has no
 * effect, and whoever carries the newest is not turned away.
 */
export class Leaders {
  readonly #bench: Bench;
  readonly #reigns = new Map<string, Reigns>();
  readonly #arrived = new Map<string, Arrived>();
  /** Posts by author and id: whether every copy that has arrived was stale. */
  readonly #posts = new Map<string, boolean>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** An older copy has been restored: terms that were given out since are given out again. */
  restored(): void {
    for (const map of [this.#reigns, this.#arrived, this.#posts]) map.clear();
  }

  /** A command has reached the server over a connection of a session, by any name of it. */
  arrived(from: Sender, frame: CommandFrame): void {
    const { connection, session, userId } = from;
    const { command, fence = null } = frame;
    const profile = command.name === 'lead' ? command.profile : fence?.profile;
    if (profile === undefined) return;
    const reigns = this.#of(session, profile);
    const arrived = { session, command, fence, newest: reigns.newest };
    this.#arrived.set(`${connection} ${String(frame.id)}`, arrived);
    if (command.name === 'lead') reigns.asked += 1;
    if (command.name !== 'post' || userId === null) return;
    const key = keyOf(userId, command.clientMessageId);
    this.#posts.set(key, isStale(arrived) && (this.#posts.get(key) ?? true));
  }

  /** A copy of a post is on its way that carries no term: whatever comes of it is in order. */
  unfenced(userId: UserId, id: ClientMessageId): void {
    this.#posts.set(keyOf(userId, id), false);
  }

  /** A message has been stored. */
  stored(userId: UserId, id: ClientMessageId): void {
    const allStale = this.#posts.get(keyOf(userId, id));
    if (allStale === undefined) return;
    this.#bench.judged('S-ONE-LEADER-EFFECT');
    if (allStale) this.#effect(`post ${id}`, 'is stored');
  }

  /** The server has answered a command. */
  answered(connection: string, id: number, outcome: CommandOutcome): void {
    const arrived = this.#arrived.get(`${connection} ${String(id)}`);
    if (arrived === undefined) return;
    const { session, command, fence } = arrived;
    if (command.name === 'lead') this.#led(arrived, command.profile, outcome);
    else if (fence !== null) {
      this.#bench.judged('S-ONE-LEADER-EFFECT');
      if (isStale(arrived) && outcome.ok) this.#effect(command.name, 'is done');
      else if (!outcome.ok) this.#refused(session, fence, outcome.refusal.code);
    }
  }

  #led({ session, newest }: Arrived, profile: string, outcome: CommandOutcome): void {
    const reigns = this.#of(session, profile);
    reigns.asked -= 1;
    if (!outcome.ok || !('term' in outcome.value)) return;
    const { term } = outcome.value;
    this.#bench.judged('S-LEASE-FENCE');
    if (term <= newest || reigns.given.has(term)) {
      this.#lease(profile, `term ${String(term)} is given out after ${String(reigns.newest)}`);
    }
    reigns.given.add(term);
    reigns.newest = Math.max(reigns.newest, term);
  }

  #refused(session: string, { profile, term }: Fence, code: string): void {
    const { newest, asked } = this.#of(session, profile);
    if (code !== 'stale_lease') return;
    this.#bench.judged('S-LEASE-FENCE');
    if (term === newest && asked === 0) {
      this.#lease(profile, `the newest term, ${String(term)}, is refused as stale`);
    }
  }

  #of(session: string, profile: string): Reigns {
    const key = `${session} ${profile}`;
    const known = this.#reigns.get(key);
    if (known !== undefined) return known;
    const reigns = { newest: 0, asked: 0, given: new Set<Term>() };
    this.#reigns.set(key, reigns);
    return reigns;
  }

  #effect(entity: string, what: string): void {
    const detail = `it ${what} though each copy carried the term of a leader that was replaced`;
    this.#bench.report({ invariant: 'S-ONE-LEADER-EFFECT', entity, detail });
  }

  #lease(profile: string, detail: string): void {
    this.#bench.report({ invariant: 'S-LEASE-FENCE', entity: `profile ${profile}`, detail });
  }
}

/** Whether a newer term had been given out when it arrived. */
function isStale({ fence, newest }: Arrived): boolean {
  return fence !== null && fence.term < newest;
}

function keyOf(userId: UserId, id: ClientMessageId): string {
  return `${String(userId)} ${id}`;
}
