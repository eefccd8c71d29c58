/** Cookies that one server may set here; the oldest goes first. */
const COOKIES_MAX = 20;

/**
 * The cookies of one server, by name. Paths and lifetimes are the server's concern: it sets few.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** @param header - text of a `Cookie` header to start with. */
  constructor(header?: string) {
    for (const pair of header?.split(';') ?? []) this.#keep(pair);
  }

  /**
   * Takes what `Set-Cookie` headers say. A cookie with an empty value or no lifetime left is
   * forgotten.
   */
  take(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const [pair = '', ...attributes] = setCookie.split(';');
      const isOver = attributes.some((attribute) =>
        /^\s*max-age\s*=\s*(?:0|-\d+)\s*$/i.test(attribute),
      );
      if (isOver) this.#cookies.delete(nameOf(pair));
      else this.#keep(pair);
    }
  }

  /** Text of a `Cookie` header; undefined where there is no cookie. */
  header(): string | undefined {
    if (this.#cookies.size === 0) return undefined;
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(pair: string): void {
    const name = nameOf(pair);
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    this.#cookies.delete(name);
    if (name === '' || value === '') return;
    this.#cookies.set(name, value);
    const [oldest] = this.#cookies.keys();
    if (this.#cookies.size > COOKIES_MAX && oldest !== undefined) this.#cookies.delete(oldest);
  }
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
}
