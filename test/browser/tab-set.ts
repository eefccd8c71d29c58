import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, CDPSession, Page, WebSocket } from 'playwright-core';

import { composer } from './acts.js';

/** A tab that nobody succeeds by then never will be. */
const SUCCESSION_MAX_MS = 20_000;

/** A tab's connections, as the browser reports them. */
interface SeenSockets {
  /** Connections that are open. */
  readonly sockets: ReadonlySet<WebSocket>;
  /** When a connection was welcomed. */
  readonly welcomes: readonly number[];
  /** When posts were sent that the server accepted. */
  readonly accepts: readonly number[];
  /** When the server gave it a term. */
  readonly terms: readonly number[];
}

/** A tab of the app. */
export interface AppTab extends SeenSockets {
  readonly name: string;
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** The tabs of one browser profile in which one room is open. */
export class TabSet {
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #tabs = new Map<string, AppTab>();
  #opened = 0;

  constructor(context: BrowserContext, url: string) {
    this.#context = context;
    this.#url = url;
  }

  get tabs(): readonly AppTab[] {
    return [...this.#tabs.values()];
  }

  /** The tab whose connection all use; undefined while there is none, or more than one. */
  get leader(): AppTab | undefined {
    const connected = this.connected;
    return connected.length === 1 ? connected[0] : undefined;
  }

  get connected(): readonly AppTab[] {
    return this.tabs.filter(({ sockets }) => sockets.size > 0);
  }

  async openTo(count: number): Promise<void> {
    const missing = Math.max(0, count - this.#tabs.size);
    await Promise.all(Array.from({ length: missing }, () => this.open()));
  }

  async open(): Promise<AppTab> {
    this.#opened += 1;
    const name = `tab ${this.#opened}`;
    const page = await this.#context.newPage();
    const seen = watchSockets(page);
    await page.goto(this.#url);
    await composer(page).waitFor();
    const cdp = await this.#context.newCDPSession(page);
    const tab = { name, page, cdp, ...seen };
    this.#tabs.set(name, tab);
    return tab;
  }

  /** Ends a tab: as a person closes it, or as its process dies. */
  async end(tab: AppTab, how: 'close' | 'crash'): Promise<void> {
    this.#tabs.delete(tab.name);
    if (how === 'close') {
      await tab.page.close();
      return;
    }
    const crashed = tab.page.waitForEvent('crash');
    tab.cdp.send('Page.crash').catch(() => undefined);
    await crashed;
  }

  /** Milliseconds from an instant until the server welcomed another tab. Waits for it. */
  async succeeded(former: AppTab, since: number): Promise<number> {
    for (;;) {
      const others = this.tabs.filter((tab) => tab.name !== former.name);
      const at = others.flatMap(({ welcomes }) => welcomes.filter((instant) => instant > since));
      if (at.length > 0) return Math.min(...at) - since;
      if (performance.now() - since > SUCCESSION_MAX_MS) throw new Error('nobody has taken over');
      await wait(5);
    }
  }

  /** Waits until the server has given another tab a term since an instant. */
  async hasNewTerm(former: AppTab, since: number): Promise<void> {
    const isGiven = (): boolean =>
      this.tabs.some(({ name, terms }) => name !== former.name && terms.some((at) => at > since));
    while (!isGiven()) {
      if (performance.now() - since > SUCCESSION_MAX_MS) throw new Error('nobody has a new term');
      await wait(5);
    }
  }
}

function watchSockets(page: Page): SeenSockets {
  const sockets = new Set<WebSocket>();
  const welcomes: number[] = [];
  const accepts: number[] = [];
  const terms: number[] = [];
  page.on('websocket', (socket) => {
    const sentAt = new Map<number, number>();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('framesent', ({ payload }) => {
      const { id } = JSON.parse(String(payload)) as Frame;
      if (id !== undefined) sentAt.set(id, performance.now());
    });
    socket.on('framereceived', ({ payload }) => {
      const { type, name, id = 0, outcome } = JSON.parse(String(payload)) as Frame;
      if (type === 'welcome') welcomes.push(performance.now());
      if (name === 'lead' && outcome?.ok === true) terms.push(performance.now());
      if (name === 'post' && outcome?.ok === true) accepts.push(sentAt.get(id) ?? 0);
    });
  });
  return { sockets, welcomes, accepts, terms };
}

/** What is looked at of a frame of either side. */
interface Frame {
  readonly type: string;
  readonly id?: number;
  readonly name?: string;
  readonly outcome?: { readonly ok: boolean };
}
