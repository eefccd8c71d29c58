import type { Command, CommandOutcome, Posted } from '../../../core/vocabulary/commands.js';
import { ERRORS } from '../../../core/vocabulary/errors.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type ClientMessageId, type StreamName } from '../../../core/vocabulary/ids.js';
import { cameOfStream, joined, left, toldOfPlace, toldOfRooms } from './followed.js';
import { certified, toldWhoIsHere } from './told-presence.js';
import type { Pending, Stage, Way } from './way.js';

/** A page that was refused waits so long for the connection's end. */
const REFUSED_WAIT_MS = 2_000;
/** From a device's failure to tell what it keeps to when it is asked again, behind others. */
const REREAD_MS = 5_000 + 10_000;
/** What is typed is on the device by then. */
const DRAFT_MS = 500;
/** A timer that was set comes within this, however late. */
const LATE_MS = 30_000;

/** Keeps what goes over the ways of pages to the server, whoever's connection it is. */
export class Ways {
  readonly #nowMs: () => number;
  readonly #ways = new Map<string, Way>();
  readonly #changed = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  of(client: string): Way {
    const known = this.#ways.get(client);
    if (known !== undefined) return known;
    const way = newWay();
    this.#ways.set(client, way);
    return way;
  }

  /** Time by the steady clock of a page. */
  nowMs({ stoodMs }: Way): number {
    return this.#nowMs() - stoodMs;
  }

  /** A page's device has slept, and its steady clock stood still for so long. */
  stood(client: string, ms: number): void {
    this.of(client).stoodMs += ms;
  }

  /** Pages whose way something went over since the last call. */
  takeChanged(): readonly string[] {
    if (this.#changed.size === 0) return [];
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Something has happened in a page that may have to do with its way. */
  touch(client: string): void {
    this.#changed.add(client);
  }

  forget(client: string): void {
    this.#ways.delete(client);
    this.#changed.delete(client);
  }

  /** The page was told to try at once, or woke. */
  hurried(client: string): void {
    const way = this.of(client);
    way.hurriedMs = this.nowMs(way);
    way.doubtedMs ??= way.hurriedMs;
    this.touch(client);
  }

  /** The page has ended its client. */
  stopped(client: string): void {
    this.#move(client, 'idle');
  }

  /** A person sends a message again: what became of it before counts no more. */
  again(client: string, id: ClientMessageId): void {
    this.of(client).posts.delete(id);
  }

  /** A person wants something done, and waits for its outcome. */
  began(client: string, command: string, withinMs: number | null): Pending {
    const way = this.of(client);
    const beganMs = this.nowMs(way);
    const endsByMs = withinMs === null ? null : beganMs + withinMs;
    const alike = [...way.pending].filter((other) => other.command === command);
    for (const other of alike) other.isShared = true;
    const pending = { command, beganMs, endsByMs, isShared: alike.length > 0 };
    way.pending.add(pending);
    way.said.delete(command);
    this.touch(client);
    return pending;
  }

  /** A person types, or the page gives the device what was typed. */
  typed(client: string, isKept: boolean): void {
    const way = this.of(client);
    const now = this.nowMs(way);
    this.touch(client);
    // Nobody's drafts are given to no device: what was typed stays due until the page has an owner.
    if (isKept && way.isOwned) Object.assign(way, { draftDueMs: null, draftFreeMs: now });
    if (isKept) return;
    // Whatever was typed before goes with it while the timer of that may still come.
    if (way.draftDueMs === null && now >= way.draftFreeMs) way.draftDueMs = now + DRAFT_MS;
    way.draftFreeMs = now + DRAFT_MS + LATE_MS;
  }

  /** What was typed is given to the device now, where that is due: all of it, the newest too. */
  draftsGiven(client: string): void {
    const way = this.of(client);
    const now = this.nowMs(way);
    if (way.isOwned && way.draftDueMs !== null && way.draftDueMs <= now) way.draftDueMs = null;
  }

  /** The page asks its device for what that keeps, or the device has failed at it. */
  device(client: string, what: 'asked' | 'failed'): void {
    const way = this.of(client);
    way.rereadMs = what === 'asked' ? null : this.nowMs(way) + REREAD_MS;
    this.touch(client);
  }

  connecting(client: string, connection: number): void {
    const way = this.#move(client, 'connecting');
    const now = this.nowMs(way);
    Object.assign(way, { connection, connectedMs: now, heardMs: now });
    Object.assign(way, { onlineMs: null, leaveByMs: null, refused: null, dueMs: null });
    Object.assign(way, { doubtedMs: null, saidHere: null, toldHere: null, missesPresence: false });
    way.presence.clear();
    way.heads.clear();
    way.streams = new Map();
    way.commands = new Map();
  }

  opened(client: string, connection: number): void {
    if (this.of(client).connection === connection) this.#move(client, 'greeting');
  }

  /** The connection has ended by itself. */
  closed(client: string, connection: number, reason: 'retry' | 'terminal' | 'moved'): void {
    if (!this.#isCurrent(client, connection)) return;
    this.#end(client, reason === 'terminal' ? 'ended' : 'closed');
  }

  /** The page has ended the connection. */
  left(client: string, connection: number): void {
    if (this.#isCurrent(client, connection)) this.#end(client, 'closed');
  }

  /** A page was read at a place of a stream, or a message was given one. */
  told(client: string, stream: StreamName, seq: number): void {
    toldOfPlace(this.of(client), stream, seq);
  }

  came(client: string, connection: number, frame: ServerFrame): void {
    if (!this.#isCurrent(client, connection)) return;
    this.touch(client);
    const way = this.of(client);
    const now = this.nowMs(way);
    way.heardMs = now;
    if (now > (way.doubtedMs ?? now)) way.doubtedMs = null;
    if (frame.type === 'welcome') {
      this.#move(client, 'online');
      const { pingIntervalMs } = frame;
      Object.assign(way, { onlineMs: now, pingedMs: now, pingIntervalMs, isOwned: true });
      way.ownerId = frame.me.id;
    } else if (frame.type === 'refused') {
      way.refused = { code: frame.code, retryAfterMs: frame.retryAfterMs ?? 0 };
      way.leaveByMs = now + REFUSED_WAIT_MS;
    } else if (frame.type === 'goaway') way.leaveByMs = now + frame.reconnectAfterMs;
    else if (frame.type === 'answer') answered(way, frame, now);
    else if (frame.type === 'presence') toldWhoIsHere(way, frame);
    else if (frame.type === 'heads') toldOfRooms(way, frame);
    else {
      if (frame.type === 'pong') certified(way, frame);
      cameOfStream(way, frame, now);
    }
  }

  handed(client: string, connection: number, frame: ClientFrame): void {
    if (!this.#isCurrent(client, connection)) return;
    this.touch(client);
    const way = this.of(client);
    const now = this.nowMs(way);
    if (frame.type === 'ping') way.pingedMs = now;
    else if (frame.type === 'join') joined(way, frame, now);
    else if (frame.type === 'leave') left(way, frame.stream);
    else if (frame.type === 'here')
      Object.assign(way, { saidHere: frame.state, missesPresence: false });
    else if (frame.type === 'goodbye') way.saidHere = null;
    else if (frame.type === 'command') handedCommand(way, frame, now);
  }

  #isCurrent(client: string, connection: number): boolean {
    const { stage, connection: current } = this.of(client);
    const isOver = stage === 'closed' || stage === 'ended' || stage === 'idle';
    return current === connection && !isOver;
  }

  #end(client: string, stage: Stage): void {
    const way = this.#move(client, stage);
    way.endedMs = this.nowMs(way);
    for (const post of way.posts.values()) if (post.answer === null) post.isLost = true;
    way.streams = new Map();
    way.commands = new Map();
  }

  #move(client: string, stage: Stage): Way {
    const way = this.of(client);
    way.stage = stage;
    way.changes += 1;
    this.touch(client);
    return way;
  }
}

function answered(
  way: Way,
  { id, outcome }: { readonly id: number; readonly outcome: CommandOutcome },
  answeredMs: number,
): void {
  // Of two answers to one frame the client takes the first.
  const command = way.commands.get(id);
  way.commands.delete(id);
  const isFinal = outcome.ok || !ERRORS[outcome.refusal.code].retryable;
  if (command !== undefined && 'key' in command && isFinal) way.done.add(command.key);
  const said = command === undefined ? undefined : way.said.get(titleOf(command));
  if (said !== undefined) {
    Object.assign(said, { answer: outcome, answeredMs });
    if (!outcome.ok && outcome.refusal.code === 'unavailable') said.isDoubtful = true;
  }
  if (command?.name !== 'post') return;
  const post = way.posts.get(command.clientMessageId);
  if (post?.frame === id) Object.assign(post, { answer: outcome, answeredMs });
  if (outcome.ok) toldOfPlace(way, roomStream(command.roomId), (outcome.value as Posted).seq);
}

function handedCommand(
  way: Way,
  { id, command }: { readonly id: number; readonly command: Command },
  atMs: number,
): void {
  way.commands.set(id, command);
  const title = titleOf(command);
  const unanswered = { answer: null, answeredMs: 0 };
  const last = way.said.get(title);
  const isDoubtful = last !== undefined && (last.isDoubtful || last.answer === null);
  const attempts = (last?.attempts ?? 0) + 1;
  way.said.set(title, { ...unanswered, connection: way.connection, attempts, isDoubtful });
  if (command.name !== 'post') return;
  const { clientMessageId } = command;
  const before = way.posts.get(clientMessageId);
  const { firstMs = atMs } = before ?? {};
  const times = { atMs, firstMs, attempts: (before?.attempts ?? 0) + 1 };
  way.posts.set(clientMessageId, { ...unanswered, ...times, frame: id, isLost: false });
}

/** What a command asks for, without the key that its page has given it. */
export function titleOf(command: Command): string {
  switch (command.name) {
    case 'post':
      return `post ${command.clientMessageId}`;
    case 'edit':
    case 'delete': {
      const { target } = command;
      const text = 'body' in command ? ` ${command.body}` : '';
      return `${command.name} ${'messageId' in target ? String(target.messageId) : ''}${text}`;
    }
    case 'createRoom':
    case 'renameRoom':
      return `${command.name} ${command.roomName}`;
    case 'lead':
      return 'lead';
    case 'read':
      return `read ${String(command.roomId)} ${JSON.stringify(command.read)}`;
    case 'markUnread':
    case 'involve': {
      const what = 'from' in command ? String(command.from) : command.involvement;
      return `${command.name} ${String(command.roomId)} ${what}`;
    }
  }
}

function newWay(): Way {
  return {
    stoodMs: 0,
    stage: 'idle',
    connection: 0,
    connectedMs: 0,
    onlineMs: null,
    heardMs: 0,
    pingedMs: 0,
    pingIntervalMs: 0,
    endedMs: 0,
    dueMs: null,
    hurriedMs: null,
    doubtedMs: null,
    leaveByMs: null,
    refused: null,
    changes: 0,
    streams: new Map(),
    reached: new Map(),
    told: new Map(),
    resets: new Map(),
    posts: new Map(),
    said: new Map(),
    done: new Set(),
    pending: new Set(),
    ownerId: null,
    isOwned: false,
    saidHere: null,
    toldHere: null,
    presence: new Map(),
    heads: new Map(),
    missesPresence: false,
    rereadMs: null,
    draftDueMs: null,
    draftFreeMs: 0,
    commands: new Map(),
  };
}
