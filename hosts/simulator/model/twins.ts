import type { CommittedEvent, Log } from './log.js';
import type { Bench } from './violation.js';

/** What happened in a stream, without the times at which it did. */
export type Story = ReadonlyMap<string, readonly string[]>;

/** Watches that nothing is decided by what a wall clock says. */
export class Twins {
  readonly #bench: Bench;
  readonly #log: Log;

  constructor(bench: Bench, log: Log) {
    this.#bench = bench;
    this.#log = log;
  }

  /** Everything that was committed, but for its times. */
  story(): Story {
    return new Map(
      this.#log.streams.map((stream) => [stream, this.#log.events(stream).map(told)] as const),
    );
  }

  /** The same plan has run with clocks that are right. */
  compare(twin: Story): void {
    this.#bench.judged('S-CLOCK');
    const own = this.story();
    for (const stream of new Set([...own.keys(), ...twin.keys()])) {
      const mine = own.get(stream) ?? [];
      const theirs = twin.get(stream) ?? [];
      const length = Math.max(mine.length, theirs.length);
      const at = Array.from({ length }, (_, index) => index).find((i) => mine[i] !== theirs[i]);
      if (at === undefined) continue;
      const entity = `${stream}@${String(at + 1)}`;
      const detail =
        `with clocks that are right it is “${(theirs[at] ?? 'nothing').slice(0, 80)}”, ` +
        `with clocks that are wrong “${(mine[at] ?? 'nothing').slice(0, 80)}”`;
      this.#bench.report({ invariant: 'S-CLOCK', entity, detail });
      return;
    }
  }
}

function told({ kind, actor, data, content }: CommittedEvent): string {
  return `${kind} ${String(actor)} ${data} ${content?.body ?? ''}`;
}
