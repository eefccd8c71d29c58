import { promises as dns } from 'node:dns';

/** Finds the addresses of a name. */
export interface Resolver {
  /**
   * All its addresses, none where there is no such name.
   * @throws when nobody could tell.
   */
  resolve(name: string): Promise<readonly string[]>;
}

/** Two attempts of a server, the second one longer. */
const ANSWER_WAIT_MS = 2_000;
const ATTEMPTS_MAX = 2;

/** What says that the name has no such address, and never will have one by asking again. */
const NONE: readonly string[] = ['ENOTFOUND', 'ENODATA', 'EBADNAME'];

/**
 * Asks the name servers of the machine, and not its hosts file. Not `lookup`: that would wait on
 * one of the four threads that files and passwords need too.
 */
export class DnsResolver implements Resolver {
  readonly #servers: readonly string[] | null;

  /** @param servers - asked instead of the machine's own. */
  constructor(servers: readonly string[] | null = null) {
    this.#servers = servers;
  }

  async resolve(name: string): Promise<readonly string[]> {
    const resolver = new dns.Resolver({ timeout: ANSWER_WAIT_MS, tries: ATTEMPTS_MAX });
    if (this.#servers !== null) resolver.setServers(this.#servers);
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    if (addresses.length > 0) return addresses;
    const broken = answers.find((answer) => answer.status === 'rejected' && !isNone(answer.reason));
    if (broken !== undefined) throw new Error(`cannot resolve ${name}`);
    return [];
  }
}

function isNone(error: unknown): boolean {
  return error instanceof Error && NONE.includes((error as NodeJS.ErrnoException).code ?? '');
}
