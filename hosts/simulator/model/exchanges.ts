import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Turns } from './turns.js';
import type { Bench } from './violation.js';

/** Answers that a connection is owed at least when more wait for it than it may have. */
const WAITING_MIN = 200;

/** Watches that whatever a connection is asked is answered, once for each time that it is heard. */
export class Exchanges {
  readonly #bench: Bench;
  readonly #turns: Turns;
  readonly #welcome = new Set<string>();
  /** What was heard and not answered, with how often, by connection. */
  readonly #open = new Map<string, Map<string, number>>();

  constructor(bench: Bench, turns: Turns) {
    this.#bench = bench;
    this.#turns = turns;
  }

  serverGot(connection: string, frame: ClientFrame): void {
    const question = questionOf(frame);
    if (question === null) return;
    const open = this.#open.get(connection) ?? new Map<string, number>();
    this.#open.set(connection, open);
    open.set(question, (open.get(question) ?? 0) + 1);
  }

  serverSent(connection: string, frame: ServerFrame): void {
    if (frame.type === 'welcome') this.#welcome.add(connection);
    if (frame.type === 'refused') this.#refused(connection, frame.code);
    const question = answerOf(frame);
    if (question === null) return;
    this.#bench.judged('S-VERDICT');
    const open = this.#open.get(connection);
    const times = open?.get(question) ?? 0;
    if (times > 1) open?.set(question, times - 1);
    else open?.delete(question);
    if (times > 0) return;
    const detail = `it was answered ${question}, which it had not asked or was answered before`;
    this.#bench.report({ invariant: 'S-VERDICT', entity: connection, detail });
  }

  /** Who is welcome is turned away as too busy only while much waits for it, or many for reads. */
  #refused(connection: string, code: ErrorCode): void {
    if (code !== 'busy' || !this.#welcome.has(connection)) return;
    this.#bench.judged('S-VERDICT');
    const open = this.#open.get(connection)?.size ?? 0;
    if (open >= WAITING_MIN || this.#turns.wereFull) return;
    const detail = `it is turned away as too busy with ${String(open)} answers owed`;
    this.#bench.report({ invariant: 'S-VERDICT', entity: connection, detail });
  }

  /** Whether something that was heard has no answer yet. */
  isOpen(connection: string): boolean {
    return this.openOf(connection) > 0;
  }

  /** How much was heard that has no answer yet. */
  openOf(connection: string): number {
    const times = [...(this.#open.get(connection)?.values() ?? [])];
    return times.reduce((sum, one) => sum + one, 0);
  }

  /** When nothing moves any more: no question is open. */
  checkQuiet(connection: string): void {
    const [question] = this.#open.get(connection)?.keys() ?? [];
    this.#bench.judged('S-VERDICT');
    if (question === undefined) return;
    const detail = `${question} was heard, and nothing moves any more, and it has no answer`;
    this.#bench.report({ invariant: 'S-VERDICT', entity: connection, detail });
  }
}

function questionOf(frame: ClientFrame): string | null {
  if (frame.type === 'ping') return `ping ${String(frame.n)}`;
  return frame.type === 'command' ? `${frame.command.name} #${String(frame.id)}` : null;
}

function answerOf(frame: ServerFrame): string | null {
  if (frame.type === 'pong') return `ping ${String(frame.n)}`;
  return frame.type === 'answer' ? `${frame.name} #${String(frame.id)}` : null;
}
