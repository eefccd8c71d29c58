import { Draws, type Seed } from '../kernel/draws.js';
import { INVOLVEMENTS } from '../../../core/vocabulary/reading.js';
import { CLIENT_ROOM, drawBody, drawRoomName, personName } from './words.js';
import { tabsOf, type Config, type Operation } from './config.js';
import { absenteesOf, afarOps } from './generate-afar.js';
import { generateFaults } from './generate-faults.js';
import {
  clientOfTab,
  PLAN_VERSION,
  type ClientName,
  type MessageRef,
  type Op,
  type Plan,
  type RoomRef,
  type TabName,
} from './plan.js';
import { PROFILES } from './profiles.js';

/** Posts of one burst: as many as a group commit may find queued. */
const BURST_POSTS_MAX = 8;
const BURST_MS = 30;
/** Rounds of posts of each client in the time of a full disk, and the time between them. */
const CROWD_ROUNDS = 8;
const CROWD_MS = 300;
/** Characters of each: each takes nearly a page of the file. */
const CROWD_BODY_CHARACTERS = 3_000;
/** Characters of a large body: some fill a socket's buffer, and a few of them a frame. */
const LARGE_CHARACTERS = 12_000;

/** Keys that a person types in a row, and the longest time between two of them. */
const KEYS_MAX = 12;
const KEY_MS_MAX = 1_500;

/** How often a person does the next thing in another tab. */
const TAB_TURN_SHARE = 0.25;
/** A further tab is opened some times this after the first, or with it. */
const LATER_TAB_MS = 1_500;

interface Step {
  readonly t: number;
  readonly actor: TabName;
  readonly draws: Draws;
}

interface PostStep extends Step {
  readonly room: RoomRef;
  readonly id: string;
}

/** Makes the plan of a seed: everything that clients do and that goes wrong by time, up front. */
export function generatePlan(seed: Seed, config: Config): Plan {
  const story = new Story(seed, config);
  const faults = generateFaults(seed, config);
  for (let number = 1; number <= config.clients; number += 1) {
    story.tell(`c${String(number)}`, tabsOf(config, number));
  }
  story.tellAfar();
  // A crowd shares its commits, and a full disk takes few: neither counts as writing.
  story.fillUp();
  for (const fault of faults) if (fault.class === 'S3') story.crowdAll(fault.t);
  const ops = [...story.ops].sort((one, other) => one.t - other.t);
  return { version: PLAN_VERSION, seed, config, ops, faults };
}

/**
 * Writes down what each client does. Entities are named by client and count, so none depends on
 * another.
 */
class Story {
  readonly ops: Op[] = [];
  readonly #seed: Seed;
  readonly #config: Config;
  readonly #rooms: RoomRef[] = [CLIENT_ROOM];
  readonly #messages: {
    readonly ref: MessageRef;
    readonly client: ClientName;
    readonly t: number;
  }[] = [];

  constructor(seed: Seed, config: Config) {
    this.#seed = seed;
    this.#config = config;
  }

  /** What one person does, mostly in the tab where they did the last thing. */
  tell(client: ClientName, tabs: number): void {
    const { durationMs, pauseMs, firstRun } = this.#config;
    const pace = new Draws(this.#seed, 'pace', client);
    const turns = new Draws(this.#seed, 'turns', client);
    let t = Math.floor((firstRun && client !== 'c1' ? 800 : 0) + pace.between(0, 400));
    for (let tab = 1; tab <= tabs; tab += 1) {
      this.#arrive(`${client}.${String(tab)}`, t + Math.floor(LATER_TAB_MS * turns.below(tab)));
    }
    t += 200;
    let tab = 1;
    for (let count = 1; t < durationMs; count += 1) {
      t += 1 + Math.floor(pace.exponential(pauseMs));
      if (turns.happens(TAB_TURN_SHARE)) tab = 1 + turns.below(tabs);
      const actor = `${client}.${String(tab)}`;
      if (t < durationMs) this.#step(actor, t, `${client}.${String(count)}`);
    }
    this.#tellReading(client, tabs);
    this.#tellTyping(client, tabs);
  }

  #arrive(actor: TabName, t: number): void {
    this.ops.push({ t, actor, kind: 'arrive' });
    this.ops.push({ t: t + 200, actor, kind: 'openRoom', room: CLIENT_ROOM });
  }

  crowdAll(window: number): void {
    for (let number = 1; number <= this.#config.clients; number += 1) {
      this.#crowd(`c${String(number)}.1`, window);
    }
  }

  /** Lets everyone write in turn, all through the run, until enough is written. */
  fillUp(): void {
    const { clients, durationMs } = this.#config;
    const { postsMin } = PROFILES[this.#config.profile];
    const missing = postsMin - this.ops.filter((op) => op.kind === 'post').length;
    for (let number = 1; number <= missing; number += 1) {
      const actor = `c${String((number % clients) + 1)}.1`;
      const id = `${actor}.fill.${String(number)}`;
      const draws = new Draws(this.#seed, 'fill', id);
      const t = Math.floor((durationMs * number) / (missing + 1));
      const body = drawBody(draws, id);
      this.ops.push({ t, actor, kind: 'post', room: CLIENT_ROOM, id, body });
    }
  }

  /**
   * Everyone writes in every room while the disk is nearly full: only batches of several units can
   * come apart.
   */
  #crowd(actor: TabName, window: number): void {
    for (let round = 1; round <= CROWD_ROUNDS; round += 1) {
      for (const room of this.#rooms) {
        const id = `${actor}.full${String(window)}.${String(round)}.${room}`;
        const draws = new Draws(this.#seed, 'crowd', id);
        const t = window + round * CROWD_MS;
        const body = drawBody(draws, id, CROWD_BODY_CHARACTERS);
        this.ops.push({ t, actor, kind: 'post', room, id, body });
      }
    }
  }

  #step(actor: TabName, t: number, id: string): void {
    const draws = new Draws(this.#seed, 'step', id);
    const weights = Object.entries(this.#config.weights) as [Operation, number][];
    const kind = draws.weighted(weights);
    const room = draws.pick(this.#rooms);
    switch (kind) {
      case 'post':
        this.#post({ t, actor, room, id, draws });
        return;
      case 'burst':
        this.#burst({ t, actor, room, id, draws });
        return;
      case 'repeat':
        if (this.#config.faults.U5.on) this.#touch(kind, { t, actor, draws });
        return;
      case 'edit':
      case 'remove':
      case 'around':
        this.#touch(kind, { t, actor, draws });
        return;
      case 'openRoom':
      case 'closeRoom':
      case 'older':
      case 'newer':
      case 'newest':
        this.ops.push({ t, actor, kind, room });
        return;
      case 'createRoom':
        this.#createRoom({ t, actor, id, draws });
        return;
      case 'renameRoom':
        this.ops.push({ t, actor, kind, room, name: drawRoomName(draws) });
        return;
      case 'draft':
        this.ops.push({
          t,
          actor,
          kind,
          room,
          body: draws.happens(0.3) ? '' : drawBody(draws, id),
        });
        return;
      case 'signOut':
        if (!this.#config.faults.U2.on) return;
        this.ops.push({ t, actor, kind, forMs: Math.floor(draws.between(100, 2_000)) });
        return;
      case 'unfit':
        this.ops.push({ t, actor, kind, room, what: draws.pick(UNFIT) });
        return;
      case 'retry':
      case 'discard':
      case 'change':
        this.ops.push({ t, actor, kind });
        return;
    }
  }

  #post(post: PostStep): void {
    const { t, actor, room, id, draws } = post;
    const large = this.#config.largeBodies && draws.happens(0.15);
    const body = drawBody(draws, id, large ? LARGE_CHARACTERS : 0) + this.#mention(id);
    this.ops.push({ t, actor, kind: 'post', room, id, body });
    this.#messages.push({ ref: id, client: clientOfTab(actor), t });
  }

  /** What stands behind a text that mentions somebody, perhaps its author. */
  #mention(id: string): string {
    const draws = new Draws(this.#seed, 'mention', id);
    if (!draws.happens(this.#config.mentions)) return '';
    const people = this.#config.clients + absenteesOf(this.#config);
    return ` @${personName(`c${String(1 + draws.below(people))}`)}`;
  }

  /** What a person says of what they have read, apart from everything else that they do. */
  #tellReading(client: ClientName, tabs: number): void {
    const { durationMs, readEveryMs } = this.#config;
    if (readEveryMs === 0) return;
    const draws = new Draws(this.#seed, 'reading', client);
    for (let t = draws.exponential(readEveryMs); t < durationMs;) {
      const actor = `${client}.${String(1 + draws.below(tabs))}`;
      const room = draws.pick(this.#rooms);
      const kind = draws.weighted([
        ['read', 10],
        ['unread', 2],
        ['involve', 1],
      ] as const);
      const said = { t: Math.floor(t), actor, room };
      if (kind === 'involve') {
        this.ops.push({ ...said, kind, involvement: draws.pick(INVOLVEMENTS) });
      } else this.ops.push({ ...said, kind });
      t += 1 + draws.exponential(readEveryMs);
    }
  }

  /** What a person types, key by key, and what they do with it: send it, wipe it out, leave it. */
  #tellTyping(client: ClientName, tabs: number): void {
    const { durationMs, typeEveryMs } = this.#config;
    if (typeEveryMs === 0) return;
    const draws = new Draws(this.#seed, 'typing', client);
    for (let t = draws.exponential(typeEveryMs), count = 1; t < durationMs; count += 1) {
      const actor = `${client}.${String(1 + draws.below(tabs))}`;
      const room = draws.pick(this.#rooms);
      const keys = 1 + draws.below(KEYS_MAX);
      for (let key = 0; key < keys && t < durationMs; key += 1) {
        this.ops.push({ t: Math.floor(t), actor, kind: 'type', room });
        t += draws.between(50, KEY_MS_MAX);
      }
      const end = draws.pick(['sent', 'sent', 'wipedOut', 'left', 'left'] as const);
      const step = { t: Math.floor(t), actor, room };
      const id = `${client}.typed.${String(count)}`;
      if (end === 'sent' && t < durationMs) this.#post({ ...step, id, draws });
      if (end === 'wipedOut' && t < durationMs) this.ops.push({ ...step, kind: 'leaveOff' });
      t += 1 + draws.exponential(typeEveryMs);
    }
  }

  /** What is done on phones, and by those who open no page. */
  tellAfar(): void {
    this.ops.push(...afarOps(this.#seed, this.#config, this.#rooms));
  }

  #burst(burst: PostStep): void {
    const posts = 2 + burst.draws.below(BURST_POSTS_MAX - 1);
    for (let number = 1; number <= posts; number += 1) {
      const t = burst.t + burst.draws.below(BURST_MS);
      this.#post({ ...burst, t, id: `${burst.id}.${String(number)}` });
    }
  }

  /** Mostly a message of the actor's own, mostly a recent one. */
  #touch(kind: 'edit' | 'remove' | 'around' | 'repeat', touch: Step): void {
    const { t, actor, draws } = touch;
    const foreign = kind === 'around' || draws.happens(0.15);
    const known = this.#messages.filter(
      ({ t: at, client }) => at < t && (foreign || client === clientOfTab(actor)),
    );
    if (known.length === 0) return;
    const recent = draws.happens(0.6) ? known.slice(-4) : known;
    const { ref: message } = draws.pick(recent);
    if (kind === 'edit') {
      const mention = this.#mention(`${message} at ${String(t)}`);
      const body = drawBody(draws, `${message} edited`) + mention;
      this.ops.push({ t, actor, kind, message, body });
    } else if (kind === 'repeat') {
      const change = draws.happens(0.3) ? 'body' : 'nothing';
      this.ops.push({ t, actor, kind, message, change });
    } else {
      this.ops.push({ t, actor, kind, message });
    }
  }

  #createRoom(step: Step & { readonly id: string }): void {
    if (this.#rooms.length >= this.#config.roomsAtMost) return;
    const { t, actor, draws } = step;
    const id = `r${step.id}`;
    this.#rooms.push(id);
    this.ops.push({ t, actor, kind: 'createRoom', id, name: drawRoomName(draws) });
  }
}

const UNFIT = ['blankBody', 'largeBody', 'unknownRoom', 'blankRoomName', 'wrongPassword'] as const;
