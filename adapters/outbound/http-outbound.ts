import { assert } from '../../core/vocabulary/assert.js';
import type { Clock } from '../../ports/clock.js';
import {
  OUTBOUND_ANSWER_BYTES_MAX,
  OUTBOUND_BODY_BYTES_MAX,
  OUTBOUND_REDIRECTS_MAX,
  OUTBOUND_TOTAL_MS_MAX,
  type Outbound,
  type OutboundExchange,
  type OutboundFailure,
  type OutboundRequest,
  type OutboundResult,
} from '../../ports/outbound.js';
import { isPublicAddress, type AddressRule } from './address-rule.js';
import { connectDirectly, type Connect } from './connect.js';
import { follow, type Way } from './follow.js';
import { checkedHeaders } from './headers.js';
import { isWebPort, type PortRule } from './port-rule.js';
import { DnsResolver, type Resolver } from './resolver.js';
import { targetOf, type Scheme, type Target } from './target.js';
import { Turns } from './turns.js';

/** Exchanges at once; each may hold an answer of the size that it asked for. */
export const EXCHANGES_MAX = 32;
/** Of these with one host. */
export const EXCHANGES_PER_HOST_MAX = 16;
export const EXCHANGES_WAITING_MAX = 256;

export interface HttpOutboundOptions {
  readonly clock: Clock;
  /** The name servers of the machine unless given. */
  readonly resolver?: Resolver;
  /** Only the public internet unless given. */
  readonly isAddressAllowed?: AddressRule;
  /** 80, 443 and what lies above the well-known ports unless given. */
  readonly isPortAllowed?: PortRule;
  /** Both unless given. */
  readonly schemes?: readonly Scheme[];
  /** Certificates (PEM) that are trusted in place of those that Node trusts. */
  readonly certificates?: readonly string[];
  /** How connections are made; directly unless given. */
  readonly connect?: Connect;
}

/**
 * Outbound on node:http. Every exchange resolves its name once for each hop, checks what came, and
 * has a connection of its own to the address that was checked.
 */
export class HttpOutbound implements Outbound {
  readonly #clock: Clock;
  readonly #way: Omit<Way, 'signal'>;
  readonly #turns = new Turns({
    runningMax: EXCHANGES_MAX,
    runningPerHostMax: EXCHANGES_PER_HOST_MAX,
    waitingMax: EXCHANGES_WAITING_MAX,
  });
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(options: HttpOutboundOptions) {
    this.#clock = options.clock;
    this.#way = {
      clock: options.clock,
      resolver: options.resolver ?? new DnsResolver(),
      isAddressAllowed: options.isAddressAllowed ?? isPublicAddress,
      isPortAllowed: options.isPortAllowed ?? isWebPort,
      schemes: options.schemes ?? ['http:', 'https:'],
      certificates: options.certificates ?? null,
      connect: options.connect ?? connectDirectly,
    };
  }

  /** Exchanges that have a turn, for those who watch. */
  get running(): number {
    return this.#turns.running;
  }

  /** Exchanges that wait for a turn. */
  get waiting(): number {
    return this.#turns.waiting;
  }

  begin(request: OutboundRequest): OutboundExchange {
    assertWithinLimits(request);
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort('aborted' satisfies OutboundFailure);
    };
    if (this.#isClosed) abort();
    return { result: this.#run(request, controller), abort };
  }

  /** Ends every exchange as `aborted`, and those that begin from now on. */
  close(): void {
    this.#isClosed = true;
    for (const controller of this.#open) controller.abort('aborted' satisfies OutboundFailure);
  }

  async #run(request: OutboundRequest, controller: AbortController): Promise<OutboundResult> {
    const target = targetOf(request.url, this.#way);
    if (typeof target === 'string') return { kind: 'refused', reason: target, hop: 0 };
    const headers = checkedHeaders(request.headers);
    if (headers === null) return { kind: 'refused', reason: 'header', hop: 0 };
    const cancel = this.#clock.after(request.limits.totalMs, () => {
      controller.abort('timed_out' satisfies OutboundFailure);
    });
    this.#open.add(controller);
    try {
      return await this.#inTurn({ ...request, headers }, target, controller.signal);
    } finally {
      this.#open.delete(controller);
      cancel();
    }
  }

  async #inTurn(
    request: OutboundRequest,
    target: Target,
    signal: AbortSignal,
  ): Promise<OutboundResult> {
    const { hostname } = target;
    if (!(await this.#turns.take(hostname, signal))) {
      const reason = signal.reason === 'aborted' ? 'aborted' : 'busy';
      return { kind: 'failed', reason, hop: 0 };
    }
    try {
      return await follow(request, target, { ...this.#way, signal });
    } finally {
      this.#turns.pass(hostname);
    }
  }
}

function assertWithinLimits({ method, body, limits }: OutboundRequest): void {
  assert(method === 'POST' || body === null, 'only a POST has a body');
  assert((body?.length ?? 0) <= OUTBOUND_BODY_BYTES_MAX, 'the body is within its limit');
  const { answerBytesMax, totalMs, redirectsMax } = limits;
  assert(isWithin(answerBytesMax, 0, OUTBOUND_ANSWER_BYTES_MAX), 'answerBytesMax is a limit');
  assert(isWithin(totalMs, 1, OUTBOUND_TOTAL_MS_MAX), 'totalMs is a limit');
  assert(isWithin(redirectsMax, 0, OUTBOUND_REDIRECTS_MAX), 'redirectsMax is a limit');
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
