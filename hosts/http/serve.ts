import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { PrometheusTelemetry } from '../../adapters/prometheus/telemetry.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { createHearth, type Hearth } from '../embed/create-hearth.js';
import { boundedServer, listen } from './listen.js';
import { MEBIBYTE, type Settings } from './settings.js';

/** A server that listens. */
export interface Running {
  readonly hearth: Hearth;
  /** Address to open. */
  readonly url: string;
  readonly port: number;
  /** Whether the first run is still to come. */
  readonly isNew: boolean;
  /** Resolves when it has stopped; rejects when the database ended it. */
  readonly stopped: Promise<void>;
  /**
   * Stops in good order: nothing new, then what is under way, then the database. Safe to call
   * twice.
   */
  stop(): Promise<void>;
}

/**
 * Opens the database and listens.
 *
 * @throws ChatError `port_in_use`, `invalid_argument`, `data_unreadable`, `not_a_database`,
 * `schema_too_new`,
 * `disk_full`; nothing stays open then.
 */
export async function serve(settings: Settings): Promise<Running> {
  const telemetry = logTo(settings);
  let fail = (_error: unknown): void => undefined;
  const hearth = await createHearth({
    data: settings.data,
    telemetry,
    sqlite: { readers: settings.readers, queuedUnitsMax: settings.queuedUnitsMax },
    http: httpOptions(settings),
    ...(settings.pushSubject === undefined ? {} : { pushSubject: settings.pushSubject }),
    onFatal: (error) => {
      fail(error);
    },
  });
  const server = boundedServer(hearth.callback(), settings.connectionsMax);
  hearth.attach(server);
  try {
    const { port: wanted, host } = settings;
    const port = await listen(server, { port: wanted, ...(host === undefined ? {} : { host }) });
    const isNew = (await hearth.people.account()).status === 'first_run';
    if (!existsSync(join(settings.web, 'index.html'))) {
      telemetry.log('warn', 'the page has not been built', { folder: settings.web });
    }
    const running = new RunningServer({ hearth, server, telemetry, settings, port, isNew });
    fail = (error) => {
      running.fail(error);
    };
    return running;
  } catch (error) {
    server.close();
    await hearth.close();
    throw error;
  }
}

interface ServerParts {
  readonly hearth: Hearth;
  readonly server: Server;
  readonly telemetry: Telemetry;
  readonly settings: Settings;
  readonly port: number;
  readonly isNew: boolean;
}

class RunningServer implements Running {
  readonly hearth: Hearth;
  readonly url: string;
  readonly port: number;
  readonly isNew: boolean;
  readonly stopped: Promise<void>;
  readonly #parts: ServerParts;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | null = null;
  #stopping: Promise<void> | null = null;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.hearth = parts.hearth;
    this.port = parts.port;
    this.isNew = parts.isNew;
    this.url = urlOf(parts);
    this.stopped = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop().then(
      () => this.#settle?.resolve(),
      (error: unknown) => this.#settle?.reject(error),
    );
    return this.#stopping;
  }

  /** The database has ended this process's work: whoever starts it must start it again. */
  fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#parts.telemetry.log('error', 'the database has failed', { reason });
    this.stopped.catch(() => undefined);
    this.#settle?.reject(error);
    void this.stop();
  }

  async #stop(): Promise<void> {
    const { hearth, server, settings } = this.#parts;
    const limit = setTimeout(() => {
      server.closeAllConnections();
    }, settings.stopSeconds * 1_000);
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    try {
      await hearth.drain();
      await closed;
      await hearth.close();
    } finally {
      clearTimeout(limit);
    }
  }
}

function logTo({ logFormat, logLevel }: Settings): PrometheusTelemetry {
  const telemetry = new PrometheusTelemetry({
    format: logFormat,
    level: logLevel,
    write: (line) => process.stderr.write(line),
  });
  telemetry.collectProcessMetrics();
  return telemetry;
}

function httpOptions(settings: Settings) {
  return {
    origins: settings.origin,
    trustProxy: settings.trustProxy === 'yes',
    bodyBytesMax: settings.bodyBytesMax,
    connectionsMax: settings.connectionsMax,
    connectionsPerPersonMax: settings.connectionsPerPersonMax,
    connectionsPerAddressMax: settings.connectionsPerAddressMax,
    memoryBytesMax: settings.memoryMbMax * MEBIBYTE,
    loopDelayMsMax: settings.loopDelayMsMax,
    metricsToken: settings.metricsToken ?? null,
    webFolder: settings.web,
  };
}

/** What a person on this machine opens. */
function urlOf({ settings, port }: ServerParts): string {
  const { origin, host } = settings;
  if (origin[0] !== undefined) return origin[0];
  const isEvery = host === undefined || host === '::' || host === '0.0.0.0';
  const name = isEvery ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
