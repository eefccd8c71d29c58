import type { Bench } from './violation.js';

type Amounts<Name extends string = string> = Readonly<Record<Name, number>>;

/** Watches that nothing grows past its bound, and that nothing is left of those who have gone. */
export class Resources {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** What a place holds now, beside the most that it may hold of each. */
  held<Name extends string>(
    place: string,
    used: Amounts<Name>,
    most: Partial<Amounts<Name>>,
  ): void {
    this.#bench.judged('R-QUEUE');
    for (const name in most) {
      const amount = used[name];
      const bound = most[name] ?? 0;
      if (amount > bound) this.#overfull(place, `${name} is ${String(amount)} of ${String(bound)}`);
    }
  }

  /** A socket is given a frame while so many bytes before it are unsent. */
  given(connection: string, unsent: number, most: number): void {
    this.#bench.judged('R-QUEUE');
    if (unsent < most) return;
    this.#overfull(connection, `it is given more while ${String(unsent)} bytes are unsent`);
  }

  /** A connection has accepted no byte for a while although something waits for it. */
  stalled(connection: string, forMs: number, mostMs: number): void {
    this.#bench.judged('R-SLOW');
    if (forMs <= mostMs) return;
    const detail = `it is kept though it has accepted nothing for ${String(Math.round(forMs))} ms`;
    this.#bench.report({ invariant: 'R-SLOW', entity: connection, detail });
  }

  /** Reads that wait for their turn, beside those that run and what there is room for. */
  waiting(
    place: string,
    { waiting, room }: { readonly waiting: number; readonly room: number },
  ): void {
    this.#bench.judged('R-QUEUE');
    if (waiting === 0 || room <= 0) return;
    const detail = `${String(waiting)} reads wait while there is room for ${String(room)}`;
    this.#overfull(place, detail);
  }

  /** What a place counts against its bound of bytes, beside what its sockets hold. */
  counted(place: string, counted: number, held: number): void {
    this.#bench.judged('R-QUEUE');
    if (counted >= held) return;
    const detail = `its sockets hold ${String(held)} bytes, and it counts ${String(counted)}`;
    this.#overfull(place, detail);
  }

  /** Runs that a place keeps, beside the bytes that it counts for them: none of them has none. */
  kept(place: string, { runs, bytes }: { readonly runs: number; readonly bytes: number }): void {
    this.#bench.judged('R-QUEUE');
    if (bytes >= runs) return;
    this.#overfull(place, `it keeps ${String(runs)} runs, and counts ${String(bytes)} bytes`);
  }

  /** What all hold together, and the one that holds most: of nothing the most is nothing. */
  shared(
    place: string,
    name: string,
    { all, most }: { readonly all: number; readonly most: number },
  ): void {
    this.#bench.judged('R-QUEUE');
    if (most <= all && (most > 0 || all === 0)) return;
    const detail = `all hold ${String(all)} of ${name} together, and one ${String(most)}`;
    this.#overfull(place, detail);
  }

  /** Nothing has come from a connection for a while. */
  silent(connection: string, forMs: number, mostMs: number): void {
    this.#bench.judged('R-SLOW');
    if (forMs <= mostMs) return;
    const detail = `it is kept though nothing has come for ${String(Math.round(forMs))} ms`;
    this.#bench.report({ invariant: 'R-SLOW', entity: connection, detail });
  }

  /**
   * A connection was closed for being too slow.
   *
   * @param spare - by how much it was quicker than it had to be, in each way; below zero: it was
   * not.
   */
  closedAsSlow(connection: string, spare: readonly number[]): void {
    this.#bench.judged('R-SLOW');
    if (spare.some((ms) => ms <= 0)) return;
    const detail = `it is closed as too slow, ${spare.map(Math.round).join(' and ')} ms too early`;
    this.#bench.report({ invariant: 'R-SLOW', entity: connection, detail });
  }

  /** Everyone has gone: what a place still holds. */
  left(place: string, held: Amounts): void {
    this.#bench.judged('R-LEAK');
    const rest = Object.keys(held).filter((name) => held[name] !== 0);
    if (rest.length === 0) return;
    const named = rest.map((name) => `${name} ${String(held[name])}`).join(', ');
    const detail = `everyone has gone, and there are still ${named}`;
    this.#bench.report({ invariant: 'R-LEAK', entity: place, detail });
  }

  /** The writer goes on with an open transaction, right after its last statement or later. */
  wentOn(writer: string, isRightAfter: boolean): void {
    this.#bench.judged('R-TX-SPAN');
    if (isRightAfter) return;
    const detail = 'it waited for something other than the storage while its transaction was open';
    this.#bench.report({ invariant: 'R-TX-SPAN', entity: writer, detail });
  }

  #overfull(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'R-QUEUE', entity, detail });
  }
}
