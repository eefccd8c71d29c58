import type { Bench, Violation } from './violation.js';

/** What the examination of a database finds wrong. */
export interface Finding {
  readonly subject: string;
  readonly problem: string;
}

/** What is true of a run as a whole: it goes on, comes to its end, and leaves a sound store. */
export class Ends {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** Time has gone on to where it was to come, or `waiters` wait for what never comes. */
  wentOn(end: 'time' | 'idle' | 'stopped' | 'circles', waiters: readonly string[]): void {
    this.#bench.judged('L-DEADLOCK');
    if (end === 'idle') {
      this.#stuck(`nothing is scheduled any more; waiting: ${waiters.join(', ')}`);
    } else if (end === 'circles') this.#stuck('events run and run without time going on');
  }

  /**
   * After the faults: everyone has settled in time.
   *
   * @param left - what has not; null where everything has.
   */
  settled(left: Omit<Violation, 'at'> | null): void {
    for (const invariant of ['L-SEND', 'L-CONVERGE', 'L-RECONNECT', 'L-PRESENCE'])
      this.#bench.judged(invariant);
    if (left !== null) this.#bench.report(left);
  }

  /** A browser whose visible tab runs has been left to itself for as long as a takeover takes. */
  hasLeader(browser: string, leaders: number, withinMs: number): void {
    this.#bench.judged('L-LEADER');
    if (leaders === 1) return;
    const detail = `${String(leaders)} of its running tabs lead after ${String(withinMs)} ms`;
    this.#bench.report({ invariant: 'L-LEADER', entity: browser, detail });
  }

  /** The database has been examined. */
  examined(findings: readonly Finding[]): void {
    this.#bench.judged('S-INTEGRITY');
    for (const { subject, problem } of findings) {
      this.#bench.report({ invariant: 'S-INTEGRITY', entity: subject, detail: problem });
    }
  }

  /** Something was logged as an error or answered as a defect; null: it was not. */
  defect(detail: string | null): void {
    this.#bench.judged('S-NO-DEFECT');
    if (detail !== null) {
      this.#bench.report({ invariant: 'S-NO-DEFECT', entity: 'server', detail });
    }
  }

  /** A drain has ended, in so much of the time that it may take. */
  drained(process: string, tookMs: number, mostMs: number): void {
    this.#bench.judged('L-DRAIN');
    if (tookMs <= mostMs) return;
    const detail = `its drain took ${tookMs.toFixed(0)} of ${mostMs.toFixed(0)} ms`;
    this.#bench.report({ invariant: 'L-DRAIN', entity: process, detail });
  }

  /** A drain has ended: nobody is connected any more. */
  drainLeft(process: string, connections: number): void {
    this.#bench.judged('L-DRAIN');
    if (connections === 0) return;
    const detail = `its drain has ended with ${String(connections)} connections open`;
    this.#bench.report({ invariant: 'L-DRAIN', entity: process, detail });
  }

  /** A drain has closed a connection, with commands unanswered that were heard before it. */
  drainClosed(connection: string, unanswered: number): void {
    this.#bench.judged('L-DRAIN');
    if (unanswered === 0) return;
    const detail = `a drain closed it with ${String(unanswered)} commands that got no answer`;
    this.#bench.report({ invariant: 'L-DRAIN', entity: connection, detail });
  }

  #stuck(detail: string): void {
    this.#bench.report({ invariant: 'L-DEADLOCK', entity: 'world', detail });
  }
}
