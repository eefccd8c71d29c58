import type { Clock } from '../../ports/clock.js';
import type { Codec } from '../../ports/codec.js';
import type { Digest } from '../../ports/digest.js';
import type { LocalStore } from '../../ports/local-store.js';
import type { Random } from '../../ports/random.js';
import type { Channel, ChannelEvents, Transport } from '../../ports/transport.js';
import type { CommandOutcome } from '../vocabulary/commands.js';
import { hex } from '../vocabulary/hex.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  StreamName,
} from '../vocabulary/ids.js';
import { roomStream, userStream } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Activity } from '../vocabulary/presence.js';
import type { Involvement } from '../vocabulary/reading.js';
import { Device, type TabLiveness } from './device.js';
import type { Announcement, Effect } from './effects.js';
import type { Input } from './inputs.js';
import { requestPage, type ReadPage } from './page-requests.js';
import { Promises } from './promises.js';
import { reducer, type Reduce } from './reduce.js';
import { newReplica, type PendingCommand, type Replica } from './replica.js';
import type { Applied, ClientState } from './state.js';
import { viewOf } from './view.js';

/** What a client is made of. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly codec: Codec;
  /** Checks the answer to a request for a page. */
  readonly readPage: ReadPage;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly localStore: LocalStore;
  /**
   * Names this tab among those of the device: it sends only the entries that it made or took over.
   */
  readonly tab: string;
  /** Name and version of the program, for the server's logs. At most 100 characters are sent. */
  readonly name: string;
  /** Absent where nothing is known of other tabs: then nothing is taken over. */
  readonly isTabAlive?: TabLiveness;
}

/** What a client holds for others. */
export interface ClientStats {
  /** Those who have asked for something and have not been answered. */
  readonly callers: number;
  /** Channels that it has not closed. */
  readonly channels: number;
}

/** Bytes of chance in an id that this client chooses: two clients never choose the same. */
const ID_BYTES = 16;

/**
 * One person's end of Hearth: it stays connected, keeps its view right and sends what is written.
 *
 * It decides nothing itself: every input goes through the reducer, and the effects are carried out
 * here.
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #reduce: Reduce;
  readonly #device: Device;
  readonly #listeners = new Set<() => void>();
  readonly #announcementListeners = new Set<(announcement: Announcement) => void>();
  readonly #promises = new Promises();
  readonly #channels = new Map<number, Channel>();
  readonly #inputs: Input[] = [];
  #replica: Replica;
  #view: ClientState;
  #isWorking = false;
  #cancelAlarm: () => void = () => undefined;

  constructor(options: ClientOptions) {
    const { localStore, clock, tab, name, digest, isTabAlive = () => true } = options;
    this.#options = options;
    this.#reduce = reducer(digest.sha256);
    const answer = (input: Input): void => {
      this.#take(input);
    };
    this.#device = new Device({ localStore, clock, tab, isTabAlive, answer });
    this.#replica = newReplica(tab, name);
    this.#view = viewOf(this.#replica, null);
  }

  /** Everything that a view shows. The same object until something of it changes. */
  get state(): ClientState {
    return this.#view;
  }

  /** What has been applied of each stream that has come to something. */
  get positions(): ReadonlyMap<StreamName, Applied> {
    const { accountFollow, userFollow, owner, rooms } = this.#replica;
    const positions = new Map<StreamName, Applied>();
    if (accountFollow.applied !== null) positions.set('account', accountFollow.applied);
    if (owner !== null && userFollow.applied !== null) {
      positions.set(userStream(owner), userFollow.applied);
    }
    for (const [roomId, { follow }] of rooms) {
      if (follow.applied !== null) positions.set(roomStream(roomId), follow.applied);
    }
    return positions;
  }

  /** What it holds now: nothing once it has stopped and its device has answered. */
  stats(): ClientStats {
    return { callers: this.#promises.size, channels: this.#channels.size };
  }

  /** Calls back after each change of the state. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back when a view starts anew, whatever the cause. Returns what ends that. */
  onAnnouncement(listener: (announcement: Announcement) => void): () => void {
    this.#announcementListeners.add(listener);
    return () => this.#announcementListeners.delete(listener);
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    this.#take({ type: 'start' });
  }

  /**
   * Disconnects. Commands that are under way end as `unavailable`; what is unsent stays on the
   * device.
   */
  stop(): void {
    this.#take({ type: 'stop' });
  }

  /** Waits no longer for the next attempt. After a sign-in it brings back what had ended. */
  reconnectNow(): void {
    this.#take({ type: 'reconnectNow' });
  }

  /** To be called when the page became visible or the device came online. */
  wake(): void {
    this.#take({ type: 'woke' });
  }

  /** To be called when the device slept, for a time that its steady clock may not know of. */
  slept(): void {
    this.#take({ type: 'slept' });
  }

  /** Follows a room in full. FOLLOWED_ROOMS_MAX are: past it the one opened first is closed. */
  openRoom(roomId: RoomId): void {
    this.#take({ type: 'openRoom', roomId });
  }

  closeRoom(roomId: RoomId): void {
    this.#take({ type: 'closeRoom', roomId });
  }

  loadOlder(roomId: RoomId): void {
    this.#take({ type: 'loadOlder', roomId });
  }

  loadNewer(roomId: RoomId): void {
    this.#take({ type: 'loadNewer', roomId });
  }

  showAround(roomId: RoomId, messageId: MessageId): void {
    this.#take({ type: 'showAround', roomId, messageId });
  }

  showNewest(roomId: RoomId): void {
    this.#take({ type: 'showNewest', roomId });
  }

  /**
   * Writes a message. It is in view at once, and resolves with its id when the device keeps it, or
   * memory where the device cannot.
   *
   * @throws ChatError `invalid_argument` for an empty or oversized body, `limit_exceeded` when
   * OUTBOX_ENTRIES_MAX messages wait, `unavailable` while it is not known who is writing.
   */
  post(roomId: RoomId, body: string): Promise<ClientMessageId> {
    const id = this.#newId() as ClientMessageId;
    const posted = this.#promises.post(id);
    this.#take({ type: 'post', roomId, id, body });
    return posted;
  }

  /**
   * Changes a message that was never sent. False when it is too late, or the body is not
   * acceptable.
   */
  change(id: ClientMessageId, body: string): Promise<boolean> {
    const changed = this.#promises.change(id);
    this.#take({ type: 'change', id, body });
    return changed;
  }

  /**
   * Sends a failed or rejected message again, in its place and with its id: however often, it is
   * stored once. One whose id belongs to another message (`conflict`) gets a new id.
   */
  retry(id: ClientMessageId): void {
    this.#take({ type: 'retry', id, newId: this.#newId() as ClientMessageId });
  }

  /** Forgets a message that failed, was rejected, or never left. */
  discard(id: ClientMessageId): void {
    this.#take({ type: 'discard', id });
  }

  /** Replaces a message's text. @param edit.revision - the revision that the writer saw. */
  edit(edit: {
    readonly messageId: MessageId;
    readonly revision: number;
    readonly body: string;
  }): Promise<CommandOutcome<'edit'>> {
    return this.#command((key) => ({ type: 'edit', key, ...edit }));
  }

  /** Deletes a message. */
  remove(messageId: MessageId): Promise<CommandOutcome<'delete'>> {
    return this.#command((key) => ({ type: 'remove', key, messageId }));
  }

  createRoom(name: string): Promise<CommandOutcome<'createRoom'>> {
    return this.#command((key) => ({ type: 'createRoom', key, name }));
  }

  /** Says that all up to a place of a room was read, in the generation that is known here. */
  read(roomId: RoomId, seq: Sequence): Promise<CommandOutcome<'read'>> {
    return this.#command((key) => ({ type: 'read', key, roomId, seq }));
  }

  /** Makes a message and everything after it unread. @param from - its place in the room. */
  markUnread(roomId: RoomId, from: Sequence): Promise<CommandOutcome<'markUnread'>> {
    return this.#command((key) => ({ type: 'markUnread', key, roomId, from }));
  }

  /** Says what the person wants to be told of a room. */
  involve(roomId: RoomId, involvement: Involvement): Promise<CommandOutcome<'involve'>> {
    return this.#command((key) => ({ type: 'involve', key, roomId, involvement }));
  }

  /** Keeps what is being written. An empty body forgets it. */
  setDraft(roomId: RoomId, body: string): void {
    this.#take({ type: 'setDraft', roomId, body });
  }

  /** To be called with each key that the person types in a room: others are told that they do. */
  typed(roomId: RoomId): void {
    this.#take({ type: 'typed', roomId });
  }

  /** The person has wiped out what they typed. Sending it needs no word: the message says so. */
  leftOff(roomId: RoomId): void {
    this.#take({ type: 'leftOff', roomId });
  }

  /**
   * Takes over what tabs left unsent that have died. To be called in the tab that leads: see
   * `SharedTransport.onOrphansDue`.
   */
  adoptOrphans(): void {
    this.#take({ type: 'adoptOrphans' });
  }

  /** The person is there, and does this. The server is told now and on each connection. */
  beHere(activity: Activity): void {
    this.#take({ type: 'beHere', activity });
  }

  /** The person goes: the end of the connection, which follows, is meant. */
  sayGoodbye(): void {
    this.#take({ type: 'sayGoodbye' });
  }

  /** Gives the device the drafts that it does not have yet: the page may be about to go. */
  flushDrafts(): void {
    this.#take({ type: 'flushDrafts' });
  }

  // Every command ends in one outcome, in COMMAND_WAIT_MS at most: the reducer sees to it.
  #command<Name extends PendingCommand['command']['name']>(
    input: (key: CommandKey) => Input,
  ): Promise<CommandOutcome<Name>> {
    const key = this.#newId() as CommandKey;
    const outcome = this.#promises.command<Name>(key);
    this.#take(input(key));
    return outcome;
  }

  /** Works inputs through one at a time: one that arises meanwhile waits for its turn. */
  #take(input: Input): void {
    this.#inputs.push(input);
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        this.#work(next);
      }
    } finally {
      this.#isWorking = false;
    }
  }

  #work(input: Input): void {
    const { clock, random } = this.#options;
    const moment = { mono: clock.monotonic(), now: clock.now(), fraction: random.fraction() };
    const { state, effects } = this.#reduce(this.#replica, input, moment);
    this.#replica = state;
    const view = viewOf(state, this.#view);
    const hasChanged = view !== this.#view;
    this.#view = view;
    for (const effect of effects) this.#carryOut(effect);
    if (hasChanged) for (const listener of [...this.#listeners]) listener();
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'connect':
        this.#connect(effect.channel);
        break;
      case 'send':
        this.#channels
          .get(effect.channel)
          ?.send(this.#options.codec.encodeClient(effect.frame).text);
        break;
      case 'close':
        this.#channels.get(effect.channel)?.close();
        this.#channels.delete(effect.channel);
        break;
      case 'setAlarm':
        this.#cancelAlarm();
        this.#cancelAlarm = this.#options.clock.after(effect.delayMs, () => {
          this.#take({ type: 'alarm' });
        });
        break;
      case 'cancelAlarm':
        this.#cancelAlarm();
        break;
      case 'request':
        void requestPage(this.#options.transport, this.#options.readPage, effect).then((input) => {
          this.#take(input);
        });
        break;
      case 'announce':
        for (const listener of [...this.#announcementListeners]) listener(effect.announcement);
        break;
      case 'load':
      case 'adopt':
      case 'put':
      case 'claim':
      case 'settle':
      case 'putDraft':
        this.#device.ask(effect);
        break;
      default:
        this.#promises.settle(effect);
    }
  }

  #connect(channel: number): void {
    const { codec, transport } = this.#options;
    const events: ChannelEvents = {
      opened: () => {
        this.#take({ type: 'opened', channel });
      },
      frame: (text) => {
        const decoded = codec.decodeServer(text);
        if (decoded.ok) this.#take({ type: 'frame', channel, frame: decoded.frame });
        else this.#take({ type: 'unreadable', channel, reason: decoded.reason });
      },
      closed: (reason) => {
        this.#channels.delete(channel);
        this.#take({ type: 'closed', channel, reason });
      },
    };
    this.#channels.set(channel, transport.connect(events));
  }

  #newId(): string {
    return hex(this.#options.random.bytes(ID_BYTES));
  }
}
