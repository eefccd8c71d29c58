import type {
  Outbound,
  OutboundAnswer,
  OutboundExchange,
  OutboundFailure,
  OutboundRefusal,
  OutboundRequest,
  OutboundResult,
} from '../../ports/outbound.js';
import type { Timeline } from './timeline.js';

/** Exchanges at once, and more that wait, as in the adapter that this stands for. */
const EXCHANGES_MAX = 32 + 256;

const TURNS_TO_GET: readonly number[] = [301, 302, 303];
const REPEATS: readonly number[] = [307, 308];
const CREDENTIALS: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];

/** A request as the far end gets it. Header names are in lower case. */
export interface ArrivedRequest {
  readonly method: OutboundRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** What the far end does: it answers, says nothing for ever, or ends the connection. */
export type FarAnswer = Pick<OutboundAnswer, 'status' | 'headers' | 'body'> | 'silent' | 'cut';

/**
 * What becomes of one hop. `lost`: it arrives, and its answer does not. `failed`: it does not
 * arrive.
 */
export type OutboundFate =
  | { readonly kind: 'passes'; readonly upMs: number; readonly downMs: number }
  | { readonly kind: 'lost'; readonly upMs: number; readonly downMs: number }
  | { readonly kind: 'failed'; readonly afterMs: number; readonly reason: OutboundFailure };

export interface SimulatedOutboundOptions {
  readonly timeline: Timeline;
  /** Drawn anew for each hop, by a key of the caller's choice. */
  readonly fate: (request: ArrivedRequest) => OutboundFate;
  /** The far end of every origin. */
  readonly answer: (request: ArrivedRequest) => FarAnswer | Promise<FarAnswer>;
  /** Names whose address the rule refuses. */
  readonly refusesHost?: (hostname: string) => boolean;
}

/** Outbound in a world of scripted far ends. Nothing is asked of any network. */
export class SimulatedOutbound implements Outbound {
  readonly #options: SimulatedOutboundOptions;
  #running = 0;

  constructor(options: SimulatedOutboundOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  begin(request: OutboundRequest): OutboundExchange {
    const exchange = new SimulatedExchange(request, this.#options);
    if (this.#running >= EXCHANGES_MAX) {
      exchange.end({ kind: 'failed', reason: 'busy', hop: 0 });
    } else {
      this.#running += 1;
      void exchange.result.then(() => (this.#running -= 1));
      exchange.start();
    }
    return {
      result: exchange.result,
      abort: () => {
        exchange.fail('aborted');
      },
    };
  }
}

class SimulatedExchange {
  readonly result: Promise<OutboundResult>;
  readonly #options: SimulatedOutboundOptions;
  readonly #limits: OutboundRequest['limits'];
  readonly #first: ArrivedRequest;
  #settle: (result: OutboundResult) => void = () => undefined;
  #hop = 0;
  #isOver = false;

  constructor(request: OutboundRequest, options: SimulatedOutboundOptions) {
    const { method, url, headers, body, limits } = request;
    this.#options = options;
    this.#limits = limits;
    this.#first = { method, url, headers: lowerCase(headers), body };
    this.result = new Promise((resolve) => (this.#settle = resolve));
  }

  start(): void {
    const { timeline } = this.#options;
    const step = { kind: 'timeout', entity: 'outbound' };
    const cancel = timeline.after(this.#limits.totalMs, step, () => {
      this.fail('timed_out');
    });
    void this.result.then(cancel);
    this.#go(this.#first);
  }

  end(result: OutboundResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#settle(result);
  }

  fail(reason: OutboundFailure): void {
    this.end({ kind: 'failed', reason, hop: this.#hop });
  }

  #go(request: ArrivedRequest): void {
    const refusal = refusalOf(request.url, this.#options.refusesHost);
    if (refusal !== null) {
      this.end({ kind: 'refused', reason: refusal, hop: this.#hop });
      return;
    }
    const fate = this.#options.fate(request);
    if (fate.kind === 'failed') {
      this.#after(fate.afterMs, request, () => {
        this.fail(fate.reason);
      });
      return;
    }
    this.#after(fate.upMs, request, () => {
      void this.#arrive(request, fate);
    });
  }

  async #arrive(
    request: ArrivedRequest,
    fate: Exclude<OutboundFate, { kind: 'failed' }>,
  ): Promise<void> {
    const answer = await this.#options.answer(request);
    this.#after(fate.downMs, request, () => {
      if (fate.kind === 'lost' || answer === 'cut') this.fail('connection_lost');
      else if (answer !== 'silent') this.#take(request, answer);
    });
  }

  #take(request: ArrivedRequest, answer: Exclude<FarAnswer, string>): void {
    const { status, headers, body } = answer;
    const isRedirect = TURNS_TO_GET.includes(status) || REPEATS.includes(status);
    const location = isRedirect ? headers['location'] : undefined;
    if (location !== undefined) {
      this.#follow(request, status, location);
    } else if (body.length > this.#limits.answerBytesMax) {
      this.fail('too_large');
    } else {
      this.end({ kind: 'answered', status, headers, body, url: withoutFragment(request.url) });
    }
  }

  #follow(request: ArrivedRequest, status: number, location: string): void {
    this.#hop += 1;
    const isReadable = URL.canParse(location, request.url);
    const url = isReadable ? new URL(location, request.url).href : location;
    const reason =
      this.#hop > this.#limits.redirectsMax
        ? 'redirects'
        : isReadable && isDowngrade(request.url, url)
          ? 'downgrade'
          : null;
    if (reason === null) this.#go(redirected(request, status, url));
    else this.end({ kind: 'refused', reason, hop: this.#hop });
  }

  #after(delayMs: number, { method, url }: ArrivedRequest, run: () => void): void {
    const step = { kind: 'outbound', entity: `${method} ${url}` };
    this.#options.timeline.after(delayMs, step, () => {
      if (!this.#isOver) run();
    });
  }
}

function refusalOf(
  text: string,
  refusesHost: (hostname: string) => boolean = () => false,
): OutboundRefusal | null {
  if (!URL.canParse(text)) return 'url';
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) return 'scheme';
  if (url.username !== '' || url.password !== '') return 'credentials';
  return refusesHost(url.hostname) ? 'address' : null;
}

function redirected(request: ArrivedRequest, status: number, url: string): ArrivedRequest {
  const isSameOrigin = new URL(request.url).origin === new URL(url).origin;
  const repeats = REPEATS.includes(status) || request.method === 'HEAD';
  const dropped = [
    ...(isSameOrigin ? [] : CREDENTIALS),
    ...(repeats ? [] : ['content-type', 'content-encoding']),
  ];
  const kept = Object.entries(request.headers).filter(([name]) => !dropped.includes(name));
  const headers = Object.fromEntries(kept);
  return repeats ? { ...request, url, headers } : { method: 'GET', url, headers, body: null };
}

function isDowngrade(from: string, to: string): boolean {
  return from.startsWith('https:') && to.startsWith('http:');
}

function withoutFragment(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}
