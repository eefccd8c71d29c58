import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';
import type { Auth, Caller, PasswordCheck, RequestIdentity } from '../../ports/auth.js';
import { WorkQueue } from './work-queue.js';

/** What OWASP asks of argon2id with the least memory: 19 MiB, twice, in one lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** Half of libuv's four threads: files and names are looked up on the same ones. */
const CHECKS_AT_ONCE = 2;

/** About two seconds of checks. */
export const CHECKS_WAITING_MAX = 64;

/** Hash of a password that nobody has, at the cost of a real one: what is checked for nobody. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$Hv27VLGefMtK2h8OttQipw' +
  '$RGnyAEoaJ7fgp3f62ckB9Exn1yrNBA9U3fBfWULM0n8';

/** Hashes that an import brings: those of Rails, and its relatives. */
const BCRYPT = /^\$2[aby]\$/;

export interface Argon2AuthOptions {
  /** Who is behind a request. It is the host's own question: sessions, or an embedder's users. */
  readonly identify: (request: RequestIdentity) => Promise<Caller | null>;
}

/**
 * Passwords by argon2id, off the main thread, a few at a time. Verifies bcrypt and calls it
 * outdated.
 */
export class Argon2Auth implements Auth {
  readonly #identify: Argon2AuthOptions['identify'];
  readonly #queue = new WorkQueue({
    runningMax: CHECKS_AT_ONCE,
    waitingMax: CHECKS_WAITING_MAX,
  });

  constructor(options: Argon2AuthOptions) {
    this.#identify = options.identify;
  }

  /** Checks that have not begun, for those who watch. */
  get waitingChecks(): number {
    return this.#queue.waiting;
  }

  identify(request: RequestIdentity): Promise<Caller | null> {
    return this.#identify(request);
  }

  verify(password: string, hash: string | null): Promise<PasswordCheck> {
    return this.#queue.run(() => check(password, hash));
  }

  hash(password: string): Promise<string> {
    return this.#queue.run(() => argon2.hash(password, COST));
  }
}

async function check(password: string, hash: string | null): Promise<PasswordCheck> {
  if (hash !== null && BCRYPT.test(hash)) {
    return (await bcrypt.verify(password, hash)) ? 'outdated' : 'wrong';
  }
  const cost = hash === null ? null : costOf(hash);
  if (hash === null || cost === null) {
    // As much work as for somebody, and the answer is no even to the password that the hash was
    // made of.
    await argon2.verify(NOBODYS_HASH, password);
    return 'wrong';
  }
  if (!(await argon2.verify(hash, password))) return 'wrong';
  return isCurrent(cost) ? 'right' : 'outdated';
}

/**
 * What a hash was made with; null for one that argon2 cannot read. Nobody signs in with such a
 * hash.
 */
function costOf(hash: string): argon2.ParsedHashOptions | null {
  try {
    return argon2.parseOptions(hash);
  } catch {
    return null;
  }
}

function isCurrent(cost: argon2.ParsedHashOptions): boolean {
  const { memoryCost, timeCost, parallelism } = COST;
  return (
    cost.memoryCost >= memoryCost && cost.timeCost >= timeCost && cost.parallelism === parallelism
  );
}
