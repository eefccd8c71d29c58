import { assertNever } from '../vocabulary/assert.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { ClientFrame, HelloFrame } from '../vocabulary/frames.js';
import { SECOND_MS, type MonotonicMs } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import { Backoff } from './backoff.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import { isWorthRetrying, refusalOf } from './failures.js';
import { readGreeting } from './greeting.js';
import type { Greeting } from './greeting.js';
import { versionRefusal } from './versions.js';
import type { Workings } from './workings.js';

type State =
  | { readonly kind: 'silent'; readonly since: MonotonicMs }
  | { readonly kind: 'reading'; readonly early: ClientFrame[] }
  | { readonly kind: 'ended' };

/** How a greeting ends: one of the two, once. */
export interface GreeterEvents {
  refuse(refusal: Refusal): void;
  /** @param early - frames that came before their time, to be acted on now. */
  greeted(greeting: Greeting, early: readonly ClientFrame[]): void;
}

/** The first exchange of a connection: hello, and who it is as of one snapshot. */
export class Greeter {
  readonly #caller: Caller;
  readonly #workings: Workings;
  readonly #queue: CatchUpQueue;
  readonly #events: GreeterEvents;
  readonly #backoff: Backoff;
  #state: State;
  #withdraw: (() => void) | null = null;

  constructor(
    caller: Caller,
    parts: { readonly workings: Workings; readonly queue: CatchUpQueue },
    events: GreeterEvents,
  ) {
    this.#caller = caller;
    this.#workings = parts.workings;
    this.#queue = parts.queue;
    this.#events = events;
    this.#backoff = new Backoff(parts.workings.clock, parts.workings.limits);
    this.#state = { kind: 'silent', since: parts.workings.clock.monotonic() };
  }

  /** Whether no hello has come in time. */
  isLate(now: MonotonicMs): boolean {
    return (
      this.#state.kind === 'silent' && now - this.#state.since >= this.#workings.limits.helloWaitMs
    );
  }

  take(frame: ClientFrame): void {
    switch (this.#state.kind) {
      case 'silent':
        this.#takeFirst(frame);
        return;
      case 'reading':
        this.#keep(frame, this.#state.early);
        return;
      case 'ended':
        return;
      default:
        assertNever(this.#state);
    }
  }

  end(): void {
    this.#state = { kind: 'ended' };
    this.#backoff.stop();
    this.#withdraw?.();
  }

  #takeFirst(frame: ClientFrame): void {
    const refusal =
      frame.type === 'hello'
        ? versionRefusal(frame.protocol)
        : violation('The first frame must be hello.');
    if (refusal !== null || frame.type !== 'hello') {
      if (refusal !== null) this.#refuse(refusal);
      return;
    }
    this.#state = { kind: 'reading', early: [] };
    this.#greet(frame);
  }

  #keep(frame: ClientFrame, early: ClientFrame[]): void {
    if (early.length < this.#workings.limits.earlyFramesMax) early.push(frame);
    else this.#refuse(violation('Too many frames before welcome.'));
  }

  #greet(hello: HelloFrame): void {
    this.#withdraw = this.#queue.add({ gap: 0, run: () => this.#read(hello) });
    if (this.#withdraw === null) this.#refuse(tooManyReads());
  }

  async #read(hello: HelloFrame): Promise<void> {
    const { store, clock, telemetry } = this.#workings;
    const at = clock.now();
    let greeting: Greeting | null;
    try {
      greeting = await store.read((snapshot) => readGreeting(snapshot, this.#caller, at));
    } catch (error) {
      if (this.#state.kind !== 'reading') return;
      const refusal = refusalOf(error, 'greeting a connection', telemetry);
      const again = isWorthRetrying(refusal.code) && this.#backoff.retry(() => this.#greet(hello));
      if (!again) this.#refuse(refusal);
      return;
    }
    this.#conclude(greeting);
  }

  #conclude(greeting: Greeting | null): void {
    if (this.#state.kind !== 'reading') return;
    if (greeting === null) {
      this.#refuse({ code: 'unauthenticated', message: 'The session has ended. Sign in again.' });
      return;
    }
    const { early } = this.#state;
    this.end();
    this.#events.greeted(greeting, early);
  }

  #refuse(refusal: Refusal): void {
    this.end();
    this.#events.refuse(refusal);
  }
}

function violation(message: string): Refusal {
  return { code: 'protocol_violation', message };
}

function tooManyReads(): Refusal {
  return { code: 'busy', message: 'Too many are connecting.', retryAfterMs: SECOND_MS };
}
