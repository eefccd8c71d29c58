import type { PushFate, SimulatedDelivery } from '../../../adapters/simulated/push.js';
import type { Notice } from '../../../core/vocabulary/notices.js';
import type { PushResult } from '../../../ports/push.js';
import type { Draws } from '../kernel/draws.js';
import type { IsNoted } from '../model/whom-to-tell.js';
import type { Pushes } from './pushes.js';
import { changedOutcome, strikes, type World } from './world.js';

/** Mean time of the way there, and of the answer. */
const WAY_MS = 40;
/** The longest answer that is waited for. */
const SLOW_MS_MAX = 9_000;
const RETRY_AFTER_MS_MAX = 5_000;

const ACCEPTED: PushResult = { kind: 'accepted' };
const GONE: PushResult = { kind: 'gone' };
const UNREACHABLE = {
  kind: 'rejected',
  reason: 'unreachable',
  retryable: true,
  retryAfterMs: null,
} as const;

const TROUBLES = ['lost', 'unanswered', 'slow', 'broken', 'limits', 'forgets'] as const;
type PushTrouble = (typeof TROUBLES)[number];

/** The push service of every browser of a world: it reads what it is given. */
export class PushService implements Pushes {
  readonly #world: () => World;
  readonly #isNoted: IsNoted;
  readonly #forgotten = new Set<string>();
  readonly #draws = new Map<string, Draws>();

  /** @param world - is asked for later: this is a part of it. */
  constructor(world: () => World, isNoted: IsNoted) {
    this.#world = world;
    this.#isNoted = isNoted;
  }

  /** Whether it knows a browser by this address no more. */
  hasForgotten(endpoint: string): boolean {
    return this.#forgotten.has(endpoint);
  }

  /** Something is about to be sent. */
  fate({ subscription, message }: SimulatedDelivery): PushFate {
    const { endpoint } = subscription;
    const world = this.#world();
    const notice = noticeOf(message.payload);
    const isNoted = notice.messageId !== null && this.#isNoted(notice.messageId, notice.userId);
    world.model.notices.pushed({ endpoint, notice, isNoted });
    if (notice.kind === 'withdrawal') world.goal('notice-withdrawn');
    const draws = this.#drawsOf(endpoint);
    const [upMs, downMs] = [draws.exponential(WAY_MS), draws.exponential(WAY_MS)];
    const hit = draws.happens(world.config.faults.N12.probability);
    const trouble = draws.pick(TROUBLES);
    const way = { arrives: true, upMs, downMs, result: null };
    if (!strikes(world, 'N12', hit)) return way;
    changedOutcome(world, 'N12');
    return this.#spoilt(way, trouble, { endpoint, draws });
  }

  /** Something has come to it. */
  take({ subscription, message }: SimulatedDelivery): PushResult {
    const { endpoint } = subscription;
    if (this.#forgotten.has(endpoint)) {
      this.#world().goal('push-for-nobody');
      return GONE;
    }
    this.#world().model.notices.arrived(endpoint, noticeOf(message.payload));
    return ACCEPTED;
  }

  #spoilt(
    way: PushFate,
    trouble: PushTrouble,
    { endpoint, draws }: { readonly endpoint: string; readonly draws: Draws },
  ): PushFate {
    switch (trouble) {
      case 'lost':
        return { ...way, arrives: false };
      case 'unanswered':
        this.#world().goal('push-arrived-unanswered');
        return { ...way, result: UNREACHABLE };
      case 'slow':
        return { ...way, upMs: draws.between(0, SLOW_MS_MAX) };
      case 'broken':
        return { ...way, arrives: false, result: { ...UNREACHABLE, reason: 'service' } };
      case 'limits': {
        const retryAfterMs = Math.floor(draws.between(0, RETRY_AFTER_MS_MAX));
        const result = { ...UNREACHABLE, reason: 'limited', retryAfterMs } as const;
        return { ...way, arrives: false, result };
      }
      case 'forgets':
        // It is told so when it comes, and the browser has another address from now on.
        this.#forgotten.add(endpoint);
        return way;
    }
  }

  #drawsOf(endpoint: string): Draws {
    const draws = this.#draws.get(endpoint) ?? this.#world().kernel.draws('N12', endpoint);
    this.#draws.set(endpoint, draws);
    return draws;
  }
}

function noticeOf(payload: Uint8Array): Notice {
  return JSON.parse(new TextDecoder().decode(payload)) as Notice;
}
