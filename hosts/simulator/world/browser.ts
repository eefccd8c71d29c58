import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedDisk, SimulatedLocalStore } from '../../../adapters/simulated/local-store.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import { SimulatedTransport, type CookieJar } from '../../../adapters/simulated/transport.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { Client } from '../../../core/client/client.js';
import type { ClientState } from '../../../core/client/state.js';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { Clock } from '../../../ports/clock.js';
import type { HttpAnswer, HttpRequest, Transport } from '../../../ports/transport.js';
import type { Life } from '../kernel/life.js';
import type { ClientName } from '../plan/plan.js';
import { ClientConditions } from './conditions.js';
import { personOf, type SimulatedPerson } from './person.js';
import { observe } from './observe.js';
import { timelineOf, WALL_START, type World } from './world.js';

/** Mean time of half an operation of the device's store. */
const DISK_MS = 1.5;
/** A person who sees nothing come asks again. */
const REQUEST_TIMEOUT_MS = 3_000;
/** Between two tries to sign in. */
const SIGN_IN_RETRY_MS = 500;

/** A page that is open: it ends with its life, and takes the client with it. */
interface Page {
  readonly life: Life;
  readonly clock: Clock;
  readonly transport: Transport;
  client: Client | null;
}

export interface BrowserOptions {
  readonly world: World;
  readonly name: ClientName;
  /** The account's join code, once somebody knows it. */
  readonly joinCode: { value: string | null };
}

/**
 * One person's browser: what is on its disk and in its cookies outlives every page that it shows.
 */
export class Browser {
  readonly name: ClientName;
  readonly person: SimulatedPerson;
  readonly conditions: ClientConditions;
  readonly disk = new SimulatedDisk();
  readonly #world: World;
  readonly #joinCode: { value: string | null };
  readonly #jar: CookieJar = { token: null };
  /** Rooms to come back to when the page is opened again. */
  readonly #rooms = new Set<RoomId>();
  #page: Page | null = null;
  #userId: UserId | null = null;

  constructor(options: BrowserOptions) {
    this.name = options.name;
    this.person = personOf(options.name);
    this.#world = options.world;
    this.#joinCode = options.joinCode;
    this.conditions = new ClientConditions(options.world, options.name);
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

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.#userId;
  }

  /** Opens a room, now and whenever the page is opened again. */
  openRoom(roomId: RoomId): void {
    this.#rooms.add(roomId);
    this.client?.openRoom(roomId);
  }

  closeRoom(roomId: RoomId): void {
    this.#rooms.delete(roomId);
    this.client?.closeRoom(roomId);
  }

  /** Opens the page: signs in if need be, and starts the client. */
  open(): void {
    if (this.#page !== null) return;
    const page = this.#newPage();
    this.#page = page;
    this.#world.kernel.note(this.name, { kind: 'opened', entity: 'page' });
    void this.#arrive(page);
  }

  /** The page is gone, in the middle of whatever it did. */
  crash(): void {
    const page = this.#page;
    if (page === null) return;
    this.#page = null;
    if (this.disk.entries().length > 0) this.#world.goal('page-lost-with-outbox');
    this.#world.kernel.note(this.name, { kind: 'closed', entity: 'page' });
    page.life.end();
    this.#world.network.clientEnded(this.name);
    this.#world.model.outboxes.disconnected(this.name);
    this.#world.model.views.restarted(this.name);
  }

  /** Signs out: ends the client, then the session, then the page. */
  async signOut(): Promise<void> {
    const page = this.#page;
    if (page?.client == null) return;
    page.client.stop();
    page.client = null;
    try {
      await page.transport.request({ method: 'DELETE', path: '/session' });
    } catch {
      // Whether or not the server heard: the browser forgets the session.
    }
    this.#jar.token = null;
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

  #newPage(): Page {
    const { kernel, network } = this.#world;
    const life = kernel.begin(this.name);
    const timeline = timelineOf(kernel, life);
    const clock = new SimulatedClock({ timeline, wallStart: WALL_START });
    const { conditions, name: address } = this;
    const transport = new SimulatedTransport({
      timeline,
      network,
      conditions,
      jar: this.#jar,
      address,
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
    return { life, clock, transport, client: null };
  }

  async #arrive(page: Page): Promise<void> {
    while (!(await this.#signedIn(page))) {
      await page.life.sleep(SIGN_IN_RETRY_MS * 1_000, { kind: 'retry', entity: 'sign in' });
    }
    this.#start(page);
  }

  /** One try to have a session. */
  async #signedIn(page: Page): Promise<boolean> {
    const view = await this.#ask(page, { method: 'GET', path: '/session' });
    if (view === null) return false;
    if (view['status'] === 'signed_in') return this.#welcomed(view);
    const admitted = await this.#ask(page, this.#admission(view['status'] === 'first_run'));
    return admitted !== null && this.#welcomed(admitted);
  }

  /** Signing in comes first: an earlier attempt to join may have succeeded unheard. */
  #admission(isFirstRun: boolean): HttpRequest {
    const { name, email: email_address, password } = this.person;
    const user = { name, email_address, password };
    if (isFirstRun) return { method: 'POST', path: '/first_run', body: { user } };
    const joinCode = this.#joinCode.value;
    this.#triedToSignIn = !this.#triedToSignIn;
    return this.#triedToSignIn || joinCode === null || this.#userId !== null
      ? { method: 'POST', path: '/session', body: { email_address, password } }
      : { method: 'POST', path: `/join/${joinCode}`, body: { user } };
  }

  #triedToSignIn = false;

  async #ask(page: Page, request: HttpRequest): Promise<Record<string, unknown> | null> {
    try {
      const { status, body } = await page.transport.request(request);
      return status < 300 && body !== null ? (body as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  }

  #welcomed(view: Record<string, unknown>): boolean {
    const person = view['person'] as { readonly id: UserId } | undefined;
    if (view['status'] !== 'signed_in' || person === undefined) return false;
    this.#userId = person.id;
    this.#joinCode.value ??= String(view['joinPath']).slice('/join/'.length);
    return true;
  }

  #start(page: Page): void {
    const { kernel, model } = this.#world;
    const { life, clock, transport } = page;
    const diskDraws = kernel.draws('disk', life.lane);
    const tab = life.lane.replace('@', '_');
    const client = new Client({
      transport,
      codec: wireCodec,
      clock,
      random: new SimulatedRandom(kernel.draws('random', life.lane)),
      digest: systemDigest,
      localStore: new SimulatedLocalStore({
        timeline: timelineOf(kernel, life),
        disk: this.disk,
        delayMs: () => diskDraws.exponential(DISK_MS),
        watcher: {
          kept: (entry) => {
            model.outboxes.kept(this.name, entry.userId, entry.clientMessageId);
          },
          settled: (userId, id) => {
            model.outboxes.gone(userId, id);
          },
        },
      }),
      tab,
      name: 'hearth-simulator',
      isTabAlive: (other) => other === tab,
      readPage: readPageAnswer,
    });
    page.client = client;
    const watch = observe(this.#world, this.name, client);
    client.subscribe(watch);
    client.start();
    for (const roomId of this.#rooms) client.openRoom(roomId);
  }
}
