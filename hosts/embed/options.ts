import { fileURLToPath } from 'node:url';
import { DELIVERY_LIMITS } from '../../core/delivery/limits.js';
import type { Auth } from '../../ports/auth.js';
import type { Push } from '../../ports/push.js';
import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';

/** How Hearth answers over HTTP. */
export interface HttpOptions {
  /**
   * Origins that browsers may come from, as in `https://chat.example.com`. Empty: the host that a
   * request
   * names, whatever it is.
   */
  readonly origins: readonly string[];
  /**
   * Whether the nearest proxy is ours: its `X-Forwarded-For` and `X-Forwarded-Proto` then count.
   */
  readonly trustProxy: boolean;
  /** Bytes of a request's body. */
  readonly bodyBytesMax: number;
  /** WebSockets at once, in this process. Above it people are asked to come back later. */
  readonly connectionsMax: number;
  /** Of these, those of one person. Above it they are asked to come back later. */
  readonly connectionsPerPersonMax: number;
  /**
   * Of these, those of one address, or of one IPv6 network (/64). Behind a proxy that is not
   * trusted everybody has its address.
   */
  readonly connectionsPerAddressMax: number;
  /**
   * Memory of the whole process, and lateness of its event loop, from which on something is given
   * up: typing first, then presence, then new connections, then the pace of reads.
   */
  readonly memoryBytesMax: number;
  readonly loopDelayMsMax: number;
  /** Token that opens `/metrics` from afar; null opens it to this machine alone. */
  readonly metricsToken: string | null;
  /** Folder of the built page. */
  readonly webFolder: string;
}

/**
 * How push services reach an operator who has not said it: they take any address and use it only
 * where something is wrong.
 */
const PUSH_SUBJECT_DEFAULT = 'mailto:operator@example.com';

/** How push services reach the operator: as said, else at the origin, else nowhere. */
export function pushSubjectOf(
  subject: string | null,
  { origins }: Pick<HttpOptions, 'origins'>,
): string {
  return subject ?? origins.find((one) => one.startsWith('https:')) ?? PUSH_SUBJECT_DEFAULT;
}

export const HTTP_DEFAULTS: HttpOptions = {
  origins: [],
  trustProxy: false,
  // Far above any form that people fill in; a message may have 32 KiB.
  bodyBytesMax: 64 * 1024,
  // About 20 KB each: 200 MB when full.
  connectionsMax: DELIVERY_LIMITS.connectionsMax,
  connectionsPerPersonMax: DELIVERY_LIMITS.connectionsPerPersonMax,
  connectionsPerAddressMax: DELIVERY_LIMITS.connectionsPerAddressMax,
  memoryBytesMax: DELIVERY_LIMITS.memoryBytesMax,
  loopDelayMsMax: DELIVERY_LIMITS.loopDelayMsMax,
  metricsToken: null,
  // This file runs as dist/hosts/embed/options.js; the page is built into dist/web.
  webFolder: fileURLToPath(new URL('../../web/', import.meta.url)),
};

/** How the embedded database is opened. */
export interface SqliteOptions {
  /** Reading connections. */
  readonly readers?: number;
  /** Units of work that may wait for the writer. */
  readonly queuedUnitsMax?: number;
}

interface CommonOptions {
  /** Who is it? Hearth's own sessions where absent. */
  readonly auth?: Auth;
  /** What operators see. The console and a registry for `/metrics` where absent. */
  readonly telemetry?: Telemetry;
  readonly http?: Partial<HttpOptions>;
  /** How browsers are told that nobody looks at. Web Push where absent. */
  readonly push?: Push;
  /**
   * How push services reach the operator: a `mailto:` or `https:` URL. The first https origin where
   * absent.
   */
  readonly pushSubject?: string;
  /**
   * Called once when the database fails in a way that ends this process's work: stop, and start
   * again.
   * Throws out of the event loop where absent.
   */
  readonly onFatal?: (error: unknown) => void;
}

/** What Hearth is made of: a folder for its database, or a store that is open already. */
export type HearthOptions = CommonOptions &
  (
    | {
        /** Folder of the database; made if it is not there. */
        readonly data: string;
        readonly sqlite?: SqliteOptions;
      }
    | {
        /** Closed by whoever opened it. */
        readonly store: Store;
      }
  );
