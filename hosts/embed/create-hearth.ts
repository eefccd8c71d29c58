import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import Koa, { type Middleware } from 'koa';
import { PrometheusTelemetry } from '../../adapters/prometheus/telemetry.js';
import type { Notifications } from '../../core/notifications/notifications.js';
import type { Delivery } from '../../core/delivery/delivery.js';
import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { composeHearth, type Composition, type Verbs } from './container.js';
import type { HttpParts } from './http/parts.js';
import { nothingThere, routes } from './http/routes.js';
import { takeUpgrades } from './http/upgrade.js';
import { joinNeighbours } from './neighbours.js';
import { openStore } from './open-store.js';
import { HTTP_DEFAULTS, pushSubjectOf, type HearthOptions, type HttpOptions } from './options.js';
import { registerStoreGauges } from './store-gauges.js';
import { openWebPush, type OpenPush } from './web-push.js';

/** A running Hearth: core's verbs, and what connects it to a server. */
export interface Hearth extends Verbs {
  readonly store: Store;
  readonly delivery: Delivery;
  readonly notifications: Notifications;
  /** Answers every request of a plain `http.Server`. */
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  /**
   * The same for a Koa app that has routes of its own: what is not Hearth's goes on to what
   * follows.
   */
  routes(): Middleware;
  /** Takes the WebSocket upgrades of a server, those of Hearth's path only. */
  attach(server: Server): void;
  /**
   * Sends everyone away in good order and takes nobody new; then nobody is told of anything by this
   * process. Safe to call twice.
   */
  drain(): Promise<void>;
  /**
   * Sends everyone away in good order, and closes the database if it was opened here. Safe to call
   * twice.
   *
   * Takes at most the time limit of a drain and what is queued for the writer.
   */
  close(): Promise<void>;
}

/**
 * Starts Hearth within another program.
 *
 * @throws ChatError `data_unreadable`, `not_a_database`, `schema_too_new`, `disk_full` for the data
 * folder.
 */
export async function createHearth(options: HearthOptions): Promise<Hearth> {
  const given = 'store' in options;
  const store = given ? options.store : await openStore(options.data, options);
  try {
    return await assemble(options, store);
  } catch (error) {
    if (!given) await store.close();
    throw error;
  }
}

async function assemble(options: HearthOptions, store: Store): Promise<Hearth> {
  const http = { ...HTTP_DEFAULTS, ...options.http };
  const telemetry = options.telemetry ?? processTelemetry();
  const auth = options.auth ?? null;
  const { push, close: closePush } = await openPush(options, store, telemetry);
  const neighbours = 'store' in options ? null : await joinNeighbours(options.data, telemetry);
  const composition = composeHearth({
    ...{ store, telemetry, auth, push },
    broadcast: neighbours,
    limits: limitsOf(http),
  });
  registerStoreGauges(telemetry, store);
  const stopListening = store.onCommitted((runs) => {
    composition.broadcast.publish({ kind: 'moved', runs });
    composition.jobs.wake();
  });
  await composition.delivery.start();
  composition.jobs.start();
  composition.audit.start();
  const metrics = telemetry instanceof PrometheusTelemetry ? () => telemetry.metrics() : null;
  const parts: HttpParts = { ...composition, store, telemetry, metrics, options: http };
  return new RunningHearth(composition, parts, {
    stopListening: () => {
      stopListening();
      composition.audit.stop();
      neighbours?.close();
    },
    stopJobs: async () => {
      await composition.jobs.stop();
      closePush();
    },
    closeStore: () => ('store' in options ? Promise.resolve() : store.close()),
  });
}

/** What of the options delivery keeps to. */
function limitsOf(http: HttpOptions) {
  const { connectionsMax, connectionsPerPersonMax, connectionsPerAddressMax } = http;
  const { memoryBytesMax, loopDelayMsMax } = http;
  return {
    connectionsMax,
    connectionsPerPersonMax,
    connectionsPerAddressMax,
    memoryBytesMax,
    loopDelayMsMax,
  };
}

async function openPush(
  options: HearthOptions,
  store: Store,
  telemetry: Telemetry,
): Promise<OpenPush> {
  if (options.push !== undefined) return { push: options.push, close: () => undefined };
  const http = { ...HTTP_DEFAULTS, ...options.http };
  const subject = pushSubjectOf(options.pushSubject ?? null, http);
  return openWebPush(store, { subject, telemetry });
}

function processTelemetry(): PrometheusTelemetry {
  const telemetry = new PrometheusTelemetry({
    format: 'human',
    level: 'info',
    write: (line) => process.stderr.write(line),
  });
  telemetry.collectProcessMetrics();
  return telemetry;
}

interface Ending {
  readonly stopJobs: () => Promise<void>;
  /** Ends what follows the store. */
  readonly stopListening: () => void;
  readonly closeStore: () => Promise<void>;
}

class RunningHearth implements Hearth {
  readonly auth;
  readonly sessions;
  readonly people;
  readonly rooms;
  readonly messaging;
  readonly engine;
  readonly delivery;
  readonly notifications;
  readonly store;
  readonly #parts: HttpParts;
  readonly #ending: Ending;
  readonly #detach: (() => void)[] = [];
  #drained: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor(composition: Composition, parts: HttpParts, ending: Ending) {
    this.auth = composition.auth;
    this.sessions = composition.sessions;
    this.people = composition.people;
    this.rooms = composition.rooms;
    this.messaging = composition.messaging;
    this.engine = composition.engine;
    this.delivery = composition.delivery;
    this.notifications = composition.notifications;
    this.store = parts.store;
    this.#parts = parts;
    this.#ending = ending;
  }

  callback() {
    const app = new Koa();
    app.use(this.routes()).use(nothingThere(this.#parts));
    return app.callback();
  }

  routes(): Middleware {
    return routes(this.#parts);
  }

  attach(server: Server): void {
    this.#detach.push(takeUpgrades(server, { ...this.#parts, delivery: this.delivery }));
  }

  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Jobs first: whoever is sent away here would count as away. */
  async #drain(): Promise<void> {
    await this.#ending.stopJobs();
    await this.delivery.drain();
  }

  async #close(): Promise<void> {
    await this.drain();
    for (const detach of this.#detach) detach();
    this.#ending.stopListening();
    await this.#ending.closeStore();
  }
}
