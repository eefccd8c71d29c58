import { SimulatedTransport, type CookieJar } from '../../../adapters/simulated/transport.js';
import type { Command } from '../../../core/vocabulary/commands.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { HttpRequest } from '../../../ports/transport.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { ClientName } from '../plan/plan.js';
import { Admission, type Ask } from './admission.js';
import { Outage, TabConditions } from './conditions.js';
import { COMMAND_PATH, SUBSCRIPTIONS_PATH } from './front.js';
import { personOf } from './person.js';
import type { World } from './world.js';

const TIMEOUT_MS = 10_000;
const UNAUTHENTICATED = 401;
/** Requests of one admission: who is it, come in, and once more. */
const ADMISSION_TRIES = 3;

interface DeviceOptions {
  readonly world: World;
  readonly name: string;
}

/** A device that makes requests and holds a cookie, and shows no page. */
class Device {
  readonly jar: CookieJar = { token: null };
  readonly #transport: SimulatedTransport;

  constructor({ world, name }: DeviceOptions) {
    const life: Life = world.kernel.begin(name);
    this.#transport = new SimulatedTransport({
      timeline: timelineOf(world.kernel, life),
      network: world.network,
      conditions: new TabConditions({ world, tab: name, outage: new Outage() }),
      jar: this.jar,
      address: name,
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** Status and body of an answer; null where none came. */
  async ask(request: HttpRequest): Promise<{ status: number; body: unknown } | null> {
    try {
      const answer = await this.#transport.request(request);
      // A restored copy may know nothing of the session.
      if (answer.status === UNAUTHENTICATED) this.jar.token = null;
      return answer;
    } catch {
      return null;
    }
  }
}

/** A phone, at which one person after the other may sign in, and its browser's push address. */
export class Phone {
  readonly #world: World;
  readonly #name: ClientName;
  readonly #device: Device;
  #changes = 0;
  #owner: ClientName | null = null;
  #userId: UserId | null = null;
  /** A phone is in one hand at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(world: World, name: ClientName) {
    this.#world = world;
    this.#name = name;
    this.#device = new Device({ world, name: `${name} phone` });
  }

  do(what: 'subscribe' | 'unsubscribe' | 'signOut', client: ClientName): Promise<void> {
    const doing = this.#last.then(() => {
      if (what === 'subscribe') return this.#subscribe(client);
      return what === 'signOut' ? this.#signOut() : this.#unsubscribe();
    });
    this.#last = doing;
    return doing;
  }

  /** Whoever had it before has signed out nowhere. */
  async #subscribe(client: ClientName): Promise<void> {
    if (!(await this.#isSignedIn(client))) return;
    const { endpoint } = this;
    const [p256dh_key, auth_key] = [`BA${'b'.repeat(85)}`, 'a'.repeat(22)];
    const { restores } = this.#world.model.log;
    const userId = this.#userId;
    const body = { push_subscription: { endpoint, p256dh_key, auth_key } };
    const answer = await this.#device.ask({ method: 'POST', path: SUBSCRIPTIONS_PATH, body });
    if (answer?.status !== 204 || userId === null) return;
    if (restores === this.#world.model.log.restores) {
      this.#world.model.notices.subscribed(userId, endpoint);
    }
  }

  async #unsubscribe(): Promise<void> {
    const body = { push_subscription: { endpoint: this.endpoint } };
    await this.#device.ask({ method: 'DELETE', path: SUBSCRIPTIONS_PATH, body });
  }

  async #signOut(): Promise<void> {
    const answer = await this.#device.ask({ method: 'DELETE', path: '/session' });
    if (answer === null) return;
    this.#device.jar.token = null;
    this.#owner = null;
  }

  /** What its push service knows it by: another one once that has forgotten it. */
  get endpoint(): string {
    const endpoint = `https://push.test/${this.#name}/${String(this.#changes)}`;
    if (!this.#world.pushService.hasForgotten(endpoint)) return endpoint;
    this.#changes += 1;
    return `https://push.test/${this.#name}/${String(this.#changes)}`;
  }

  async #isSignedIn(client: ClientName): Promise<boolean> {
    if (this.#owner === client && this.#device.jar.token !== null) return true;
    const { email, password } = personOf(client);
    const body = { email_address: email, password };
    const answer = await this.#device.ask({ method: 'POST', path: '/session', body });
    if (answer === null || answer.status >= 300) return false;
    if (this.#owner !== null) this.#world.goal('phone-changed-hands');
    this.#owner = client;
    const { person } = answer.body as { readonly person?: { readonly id: UserId } };
    this.#userId = person?.id ?? null;
    return true;
  }
}

/** Somebody who opens no page, and reads and chooses by other means. */
export class Absentee {
  readonly #device: Device;
  readonly #admission: Admission;

  constructor(world: World, name: ClientName, joinCode: { value: string | null }) {
    this.#device = new Device({ world, name: `${name} afar` });
    this.#admission = new Admission(personOf(name), joinCode);
  }

  /** Null until they have come once. */
  get userId(): UserId | null {
    return this.#admission.userId;
  }

  async do(command: Command): Promise<void> {
    if (!(await this.#isIn())) return;
    await this.#device.ask({ method: 'POST', path: COMMAND_PATH, body: { command } });
  }

  /** Comes, if that can be done now. */
  async #isIn(): Promise<boolean> {
    if (this.#device.jar.token !== null) return true;
    const ask: Ask = async (request) => {
      const answer = await this.#device.ask(request);
      const isGood = answer !== null && answer.status < 300 && answer.body !== null;
      return isGood ? (answer.body as Record<string, unknown>) : null;
    };
    for (let tried = 0; tried < ADMISSION_TRIES; tried += 1) {
      if (await this.#admission.try(ask)) return true;
    }
    return false;
  }
}
