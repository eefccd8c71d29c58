import { SimulatedLocalStore } from '../../../adapters/simulated/local-store.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { Client } from '../../../core/client/client.js';
import type { ClientState } from '../../../core/client/state.js';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { LocalStore } from '../../../ports/local-store.js';
import type { HttpAnswer, HttpRequest } from '../../../ports/transport.js';
import { timelineOf } from '../kernel/timeline.js';
import type { TabName } from '../plan/plan.js';
import { askOver } from './admission.js';
import { TabConditions } from './conditions.js';
import { isInTime } from './device-store.js';
import { observe } from './observe.js';
import { OpenRooms } from './open-rooms.js';
import { newPage, seesSleep, type Page, type Sleep } from './page.js';
import { pageCodec } from './page-codec.js';
import { noteLoss } from './page-loss.js';
import type { Neighbour, Profile } from './profile.js';
import { SharedWay } from './shared-way.js';
import type { Screen } from '../model/screens.js';
import { timedStore } from './timed-store.js';
import { keepOnDevice, watchedWay } from './watched-way.js';
import type { World } from './world.js';

/** Mean time of half an operation of the device's store. */
const DISK_MS = 1.5;
/** Between two tries to sign in. */
const SIGN_IN_RETRY_MS = 500;
/** What stands still for no longer is taken for a correction of the wall clock. */
const NAP_MS_MAX = 2_000;

export interface TabOptions {
  readonly world: World;
  readonly profile: Profile;
  readonly name: TabName;
}

/** One tab of a browser: closed, or showing a page that runs or is frozen. */
export class Tab implements Neighbour {
  readonly name: TabName;
  readonly profile: Profile;
  readonly conditions: TabConditions;
  readonly #world: World;
  /** Rooms to come back to when the page is opened again. */
  readonly #rooms: OpenRooms;
  #page: Page | null = null;

  constructor({ world, profile, name }: TabOptions) {
    this.name = name;
    this.profile = profile;
    this.#world = world;
    this.#rooms = new OpenRooms(world, this);
    this.conditions = new TabConditions({ world, tab: name, outage: profile.outage });
  }

  /** The client of the page that is open, once it has started. */
  get client(): Client | null {
    return this.#page?.client ?? null;
  }

  get state(): ClientState | null {
    return this.client?.state ?? null;
  }

  get isOnline(): boolean {
    return this.state?.connection.phase === 'online';
  }

  get isOpen(): boolean {
    return this.#page !== null;
  }

  /** Whether its page holds itself to be the leader of its browser. */
  get isLeading(): boolean {
    return this.#page?.way?.isLeading ?? false;
  }

  /** What its page keeps for the others; null where it does not lead. */
  get kept(): SharedWay['kept'] {
    return this.#page?.way?.kept ?? null;
  }

  /** Whether its page has signed in and speaks to the others of its browser. */
  get hasStarted(): boolean {
    return this.client !== null;
  }

  get isFrozen(): boolean {
    return this.#page?.life.paused ?? false;
  }

  /** Whether it stands still with its device. */
  get isAsleep(): boolean {
    return this.asleepSinceMs !== null;
  }

  get asleepSinceMs(): number | null {
    return this.#page?.asleep?.sinceMs ?? null;
  }

  /** Whether it shows a page whose code runs. */
  get isRunning(): boolean {
    return this.isOpen && !this.isFrozen;
  }

  get isVisible(): boolean {
    return this.profile.isVisible(this);
  }

  /** Whether the device has failed the page that is open. */
  get hasFailed(): boolean {
    return this.#page?.hasFailed ?? false;
  }

  /** What its page shows of itself; null before it has started. */
  get screen(): Screen | null {
    const { client, timers } = this.#page ?? {};
    if (client == null || timers === undefined) return null;
    const { connection, rooms, outbox, me } = client.state;
    const userId = me?.id ?? null;
    const { fired: timersFired } = timers;
    return { userId, connection, rooms, outbox, nextTimerMs: timers.nextMs(), timersFired };
  }

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.profile.userId;
  }

  get rooms(): ReadonlySet<RoomId> {
    return this.#rooms.lasting;
  }

  /** Opens a room, now and whenever the page is opened again. */
  openRoom(roomId: RoomId): void {
    this.#rooms.open(roomId);
  }

  /** Opens a room, now alone. */
  tryRoom(roomId: RoomId): void {
    this.#rooms.try(roomId);
  }

  closeRoom(roomId: RoomId): void {
    this.#rooms.close(roomId);
  }

  /**
   * Opens the page: signs in if need be, and starts the client. One that is open and says that it
   * is signed out tries again.
   */
  open(): void {
    if (this.state?.connection.phase === 'ended') this.hurry();
    if (this.#page !== null) return;
    const page = newPage(this.#world, this);
    this.#page = page;
    this.#noteChange('opened');
    this.#world.model.drains.opened(this.name);
    void this.#arrive(page);
  }

  /** The page is gone, in the middle of whatever it did. */
  crash(): void {
    const page = this.#page;
    if (page === null) return;
    this.#page = null;
    this.#rooms.pageEnded();
    noteLoss(this.#world, this.profile.disk.entries().length, page.client !== null);
    this.#noteChange('closed');
    page.life.end();
    page.way?.end();
    this.#world.model.drains.closed(this.name);
    this.#world.network.clientEnded(this.name);
    this.#world.model.outboxes.disconnected(this.name);
    this.#world.model.pageEnded(this.name);
  }

  /** The page knows that it goes: it says what it has to say. */
  leave(): void {
    this.client?.flushDrafts();
    this.client?.sayGoodbye();
    this.#world.model.ways.typed(this.name, true);
    this.#page?.way?.leave();
  }

  /**
   * Nothing of the page runs from now on; what comes for it waits.
   *
   * @param messages - what becomes of those that other tabs send meanwhile.
   */
  freeze(messages: 'late' | 'lost'): void {
    if (this.#page === null) return;
    this.#noteChange('frozen');
    this.#page.way?.freeze(messages);
    this.#world.kernel.pause(this.#page.life);
  }

  /** The device sleeps, and the page knows nothing of it, not even afterwards. */
  sleep(steady: 'runs' | 'stands'): void {
    if (this.#page === null) return;
    this.freeze('late');
    this.#page.asleep = { steady, sinceMs: this.#world.kernel.nowUs / 1_000 };
  }

  /** A frozen page goes on with what it had in memory. */
  thaw(): void {
    const page = this.#page;
    if (page === null || !this.isFrozen) return;
    this.#noteChange('thawed');
    if (page.asleep !== null) {
      this.#awake(page, page.asleep);
      return;
    }
    page.life.resume();
    // After what has waited: it came while the page was frozen.
    page.life.schedule(0, { kind: 'thaw', entity: this.name }, () => {
      page.way?.thaw();
      this.#sayHere();
      this.wake();
    });
  }

  #awake(page: Page, { steady, sinceMs }: Sleep): void {
    const { kernel, model } = this.#world;
    const sleptMs = kernel.nowUs / 1_000 - sinceMs;
    page.asleep = null;
    if (steady === 'stands' && sleptMs > NAP_MS_MAX) {
      page.steady.stood(sleptMs);
      model.woke(this.name, sleptMs);
    }
    page.life.resume();
    page.life.schedule(0, { kind: 'wakes', entity: this.name }, () => {
      page.way?.thaw();
    });
  }

  shown(): void {
    this.#page?.way?.setVisible(true);
    this.#sayHere();
    if (this.isFrozen) this.thaw();
    else this.wake();
  }

  hidden(): void {
    this.#page?.way?.setVisible(false);
    this.#sayHere();
  }

  /** A tab whose connection had ended for want of a session tries again. */
  signedInElsewhere(): void {
    this.hurry();
  }

  /** The person, or the device, makes it try again at once, unless it sleeps. */
  hurry(): void {
    if (this.isAsleep) return;
    this.#world.model.retries.began(this.name);
    this.#world.model.ways.hurried(this.name);
    this.client?.reconnectNow();
  }

  /** The page became visible, or its device woke up. */
  wake(): void {
    this.#world.model.retries.began(this.name);
    this.#world.model.ways.hurried(this.name);
    this.client?.wake();
  }

  /** Ends the client. */
  stop(): void {
    this.#world.model.ways.stopped(this.name);
    this.client?.stop();
  }

  /** Signs out: ends the client, then the session of the whole browser, then the page. */
  async signOut(): Promise<void> {
    const page = this.#page;
    if (page?.client == null) return;
    this.profile.changed();
    this.stop();
    page.client = null;
    page.way?.leave();
    try {
      await page.transport.request({ method: 'DELETE', path: '/session' });
    } catch {
      // Whether or not the server heard: the browser forgets the session.
    }
    this.profile.jar.token = null;
    this.crash();
  }

  /**
   * Makes a request from the page, for what clients do beside their connection. Null: no answer
   * came.
   */
  async request(request: HttpRequest): Promise<HttpAnswer | null> {
    try {
      return (await this.#page?.transport.request(request)) ?? null;
    } catch {
      return null;
    }
  }

  #sayHere(): void {
    if (!this.#world.config.presence || !this.isRunning) return;
    this.client?.beHere(this.isVisible ? 'active' : 'away');
  }

  #noteChange(kind: 'opened' | 'closed' | 'frozen' | 'thawed'): void {
    this.#world.kernel.note(this.name, { kind, entity: 'page' });
    this.profile.changed();
  }

  async #arrive(page: Page): Promise<void> {
    while (!(await this.profile.admission.try(askOver(page.transport)))) {
      await page.life.sleep(SIGN_IN_RETRY_MS * 1_000, { kind: 'retry', entity: 'sign in' });
    }
    this.#start(page);
    this.profile.signedIn(this);
  }

  #start(page: Page): void {
    const { profile, name } = this;
    const { life, clock } = page;
    const { kernel, model } = this.#world;
    const random = new SimulatedRandom(kernel.draws('random', life.lane));
    const localStore = this.#localStore(page);
    const timeline = timelineOf(kernel, life);
    const tabs = profile.bus.open({ id: name, timeline, isVisible: this.isVisible });
    const way = new SharedWay({ transport: page.transport, tabs, localStore, clock, random });
    const client = new Client({
      transport: watchedWay(way.transport, { world: this.#world, tab: this, lane: life.lane }),
      codec: pageCodec,
      clock: page.timers.clock,
      random,
      digest: systemDigest,
      localStore,
      tab: name,
      name: 'hearth-simulator',
      isTabAlive: (other) => way.isAlive(other),
      readPage: readPageAnswer,
    });
    page.client = client;
    page.way = way;
    way.serve(client);
    const isOpen = (roomId: RoomId): boolean => this.rooms.has(roomId);
    const look = observe(this.#world, name, { client, isOpen });
    client.subscribe(() => {
      // What a page still does as it goes is shown to nobody.
      if (life.ended) return;
      look();
      model.ways.touch(name);
    });
    client.start();
    seesSleep(this.#world, name, page);
    this.#sayHere();
    for (const roomId of this.rooms) client.openRoom(roomId);
  }

  /** What the device does not let a page read keeps no later message waiting. */
  #unread(): void {
    const { disk } = this.profile;
    for (const { userId, clientMessageId: id, tab } of disk.entries()) {
      if (tab === this.name) this.#world.model.senders.over(userId, id);
    }
  }

  #localStore(page: Page): LocalStore {
    const { life } = page;
    const { kernel, model } = this.#world;
    const draws = kernel.draws('disk', life.lane);
    const timeline = timelineOf(kernel, life);
    const store = new SimulatedLocalStore({
      timeline,
      disk: this.profile.disk,
      delayMs: () => draws.exponential(DISK_MS),
      fate: (operation) => {
        const fate = this.profile.store.fate(operation);
        if (operation === 'load' && !isInTime(fate)) this.#unread();
        if (operation !== 'profile' && !isInTime(fate)) page.hasFailed = true;
        return fate;
      },
      watcher: {
        kept: (entry) => keepOnDevice(this.#world, this.name, entry),
        settled: (userId, id) => {
          model.outboxes.gone(userId, id);
          model.senders.over(userId, id);
        },
      },
    });
    const onLate = (): unknown => (page.hasFailed = true);
    const onRead = (what: 'asked' | 'failed'): void => {
      if (!life.ended) model.ways.device(this.name, what);
    };
    return timedStore(store, { nowMs: () => timeline.nowMs(), onLate, onRead });
  }
}
