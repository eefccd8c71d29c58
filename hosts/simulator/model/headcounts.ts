import { roomOfStream } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Bench } from './violation.js';

/**
 * Reads of members, and of the number of people, besides one at each state of the account: four
 * reads run at once, and those under way as it changes see the one before.
 */
const BESIDE = 8;

/** What a process has looked up of people since the account last changed. */
interface Known {
  /** Its head then. */
  readonly account: number;
  memberReads: number;
  peopleReads: number;
}

/**
 * Watches that people are looked up for snapshots once at each state of the account, and not for
 * each snapshot: whoever comes, and each room that opens, makes another account.
 */
export class Headcounts {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #known = new Map<string, Known>();
  #isOver = false;

  constructor(parts: { readonly bench: Bench; readonly log: Log }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
  }

  /** From now on somebody else looks at everything beside delivery. */
  end(): void {
    this.#isOver = true;
  }

  /** A process begins to serve: it knows nobody. */
  begins(place: string): void {
    this.#known.delete(place);
  }

  /** The members of a room were looked up. */
  readMembers(place: string): void {
    const known = this.#of(place);
    known.memberReads += 1;
    const rooms = this.#log.streams.filter((stream) => roomOfStream(stream) !== null).length;
    this.#check(place, `members of ${String(rooms)} rooms`, known.memberReads - rooms);
  }

  /** All people were counted. */
  readPeople(place: string): void {
    const known = this.#of(place);
    known.peopleReads += 1;
    this.#check(place, 'all people', known.peopleReads - 1);
  }

  #check(entity: string, what: string, beside: number): void {
    if (this.#isOver) return;
    this.#bench.judged('R-WORK');
    if (beside <= BESIDE) return;
    const detail = `${what} were counted ${String(beside)} times more while nobody has come`;
    this.#bench.report({ invariant: 'R-WORK', entity, detail });
  }

  #of(place: string): Known {
    const account = this.#log.head('account');
    const before = this.#known.get(place);
    if (before?.account === account) return before;
    const known = { account, memberReads: 0, peopleReads: 0 };
    this.#known.set(place, known);
    return known;
  }
}
