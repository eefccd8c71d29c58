import type { SimulatedAnswer, SimulatedRequest } from '../../../adapters/simulated/network.js';
import type { Engine } from '../../../core/engine.js';
import type { MessageCursor } from '../../../core/messaging/page.js';
import type { Messaging } from '../../../core/messaging/messaging.js';
import type { Notifications } from '../../../core/notifications/notifications.js';
import type { People } from '../../../core/people/people.js';
import type { Sessions } from '../../../core/sessions/sessions.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { Command } from '../../../core/vocabulary/commands.js';
import { isChatError, type Outcome, type Refusal } from '../../../core/vocabulary/errors.js';
import type { MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import type { Caller } from '../../../ports/auth.js';
import type { Store } from '../../../ports/store.js';
import { HTTP_STATUS } from '../../embed/http/status.js';

export interface FrontParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly people: People;
  readonly messaging: Messaging;
  readonly engine: Engine;
  readonly notifications: Notifications;
  readonly defect: (detail: string) => void;
}

/**
 * Path of the one route that the real server has not: a command as if from another tab of the
 * person.
 */
export const COMMAND_PATH = '/simulated/command';

/** Path of subscriptions, as in the real server. */
export const SUBSCRIPTIONS_PATH = '/users/me/push_subscriptions';

interface Waits {
  readonly retryAfterMs?: number | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The server's HTTP half over a simulated network: paths as in the real one, a verb of core for
 * each.
 */
export class Front {
  readonly #parts: FrontParts;

  constructor(parts: FrontParts) {
    this.#parts = parts;
  }

  async handle(request: SimulatedRequest): Promise<SimulatedAnswer> {
    try {
      return await this.#route(request);
    } catch (error) {
      if (isChatError(error)) return refusal(error);
      this.#parts.defect(`${request.method} ${request.path}: ${String(error)}`);
      return refusal({ code: 'internal', message: 'A defect.' });
    }
  }

  async #route(request: SimulatedRequest): Promise<SimulatedAnswer> {
    const { method, path } = request;
    const body = (request.body === null ? {} : JSON.parse(request.body)) as Body;
    const page = /^\/rooms\/(\d+)\/messages(?:\?(.*))?$/.exec(path);
    if (method === 'GET' && page !== null) {
      return this.#page(request, Number(page[1]) as RoomId, page[2] ?? '');
    }
    switch (`${method} ${path}`) {
      case 'GET /session':
        return this.#session(await this.#caller(request));
      case 'POST /session':
        return this.#admit(await this.#signIn(request, body));
      case 'DELETE /session':
        return this.#signOut(request);
      case 'POST /first_run':
        return this.#admit(await this.#parts.people.firstRun(introduction(request, body)));
      case `POST ${SUBSCRIPTIONS_PATH}`:
      case `DELETE ${SUBSCRIPTIONS_PATH}`:
        return this.#subscription(request, body);
      case `POST ${COMMAND_PATH}`:
        return this.#command(request, body);
    }
    const code = /^\/join\/(.+)$/.exec(path)?.[1];
    if (method !== 'POST' || code === undefined) {
      return refusal({ code: 'not_found', message: 'There is nothing here.' });
    }
    return this.#admit(await this.#parts.people.join({ code, ...introduction(request, body) }));
  }

  #signIn(request: SimulatedRequest, body: Body): Promise<Outcome<SignedIn>> {
    const email = String(body['email_address']);
    const password = String(body['password']);
    const { address } = request;
    return this.#parts.sessions.signIn({ email, password, address, userAgent: 'simulator' });
  }

  async #signOut(request: SimulatedRequest): Promise<SimulatedAnswer> {
    const caller = await this.#caller(request);
    const outcome = caller === null ? null : await this.#parts.sessions.signOut(caller);
    if (outcome?.ok === false) return refusal(outcome.refusal);
    return { status: 204, body: null, token: null };
  }

  async #admit(outcome: Outcome<SignedIn>): Promise<SimulatedAnswer> {
    if (!outcome.ok) return refusal(outcome.refusal);
    const { caller, token } = outcome.value;
    return { ...(await this.#session(caller)), token };
  }

  async #session(caller: Caller | null): Promise<SimulatedAnswer> {
    const { people, store } = this.#parts;
    const account = await people.account();
    if (account.status === 'first_run') return answer({ status: 'first_run' });
    if (caller === null) return answer({ status: 'signed_out' });
    const code = await people.joinCode(caller);
    const [person] = await store.read((snapshot) => snapshot.people([caller.userId]));
    if (!code.ok || person === undefined) return answer({ status: 'signed_out' });
    return answer({ status: 'signed_in', person, joinPath: `/join/${code.value}` });
  }

  async #page(request: SimulatedRequest, roomId: RoomId, query: string): Promise<SimulatedAnswer> {
    const caller = await this.#caller(request);
    if (caller === null) return refusal({ code: 'unauthenticated', message: 'Sign in first.' });
    const fields = new Map(query.split('&').map((part) => part.split('=') as [string, string]));
    const atLeast = fields.get('at_least');
    const outcome = await this.#parts.messaging.page(caller, {
      roomId,
      cursor: cursorOf(fields),
      ...(atLeast === undefined ? {} : { atLeast: Number(atLeast) }),
    });
    return outcome.ok ? answer(outcome.value) : refusal(outcome.refusal);
  }

  async #subscription(request: SimulatedRequest, body: Body): Promise<SimulatedAnswer> {
    const caller = await this.#caller(request);
    if (caller === null) return refusal({ code: 'unauthenticated', message: 'Sign in first.' });
    const { notifications } = this.#parts;
    const given = body['push_subscription'] as Record<string, string>;
    const endpoint = String(given['endpoint']);
    const [p256dh, auth] = [String(given['p256dh_key']), String(given['auth_key'])];
    const outcome = await (request.method === 'POST'
      ? notifications.subscribe(caller, { endpoint, p256dh, auth })
      : notifications.unsubscribe(caller, endpoint));
    return outcome.ok ? { status: 204, body: null } : refusal(outcome.refusal);
  }

  async #command(request: SimulatedRequest, body: Body): Promise<SimulatedAnswer> {
    const caller = await this.#caller(request);
    if (caller === null) return refusal({ code: 'unauthenticated', message: 'Sign in first.' });
    return answer(await this.#parts.engine.execute(caller, body['command'] as Command));
  }

  #caller({ token }: SimulatedRequest): Promise<Caller | null> {
    return token === null ? Promise.resolve(null) : this.#parts.sessions.resume(token);
  }
}

function introduction(request: SimulatedRequest, body: Body) {
  const user = body['user'] as Record<string, string>;
  return {
    name: String(user['name']),
    email: String(user['email_address']),
    password: String(user['password']),
    address: request.address,
    userAgent: 'simulator',
  };
}

function cursorOf(fields: ReadonlyMap<string, string>): MessageCursor {
  for (const at of ['before', 'after', 'around'] as const) {
    const id = fields.get(at);
    if (id !== undefined) return { at, messageId: Number(id) as MessageId };
  }
  return { at: 'newest' };
}

function answer(value: object): SimulatedAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

/** A refusal as the network carries it. */
export function refusal(refused: Pick<Refusal, 'code' | 'message'> & Waits): SimulatedAnswer {
  const { code, message, retryAfterMs } = refused;
  const error = { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return { status: HTTP_STATUS[code], body: JSON.stringify({ error }) };
}
