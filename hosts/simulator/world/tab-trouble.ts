import { assertNever } from '../../../core/vocabulary/assert.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import type { Fault, TabTrouble as TabTroubleName } from '../plan/plan.js';
import type { Browser } from './browser.js';
import type { Tab } from './tab.js';
import { changedOutcome, type World } from './world.js';

type TabFault = Extract<Fault, { readonly class: 'U2'; readonly what: TabTroubleName }>;
type Sleep = Extract<Fault, { readonly class: 'U2'; readonly what: 'sleep' }>;

/** Does to tabs what people, pages and browsers do to them. */
export class TabTrouble {
  readonly #world: World;
  readonly #draws: Draws;
  readonly #life: Life;

  constructor(world: World) {
    this.#world = world;
    this.#draws = world.kernel.draws('U2', 'how');
    this.#life = world.kernel.begin('tabs');
  }

  strike(tab: Tab, browser: Browser, { what, awayMs }: TabFault): void {
    if (!tab.isRunning) return;
    switch (what) {
      case 'reload':
      case 'close':
        this.#end(tab, awayMs);
        return;
      case 'duplicate':
        this.#duplicate(tab, browser);
        return;
      case 'freeze':
        this.#struck();
        this.freeze(tab, awayMs);
        return;
      case 'discard':
        this.#discard(tab, awayMs);
        return;
      case 'restore':
        this.#putAway(tab, awayMs);
        return;
      default:
        assertNever(what);
    }
  }

  /** Stops a page, and lets it go on after a while with what it had in memory. */
  freeze(tab: Tab, forMs: number): void {
    tab.freeze(this.#draws.pick(['late', 'lost'] as const));
    this.#after(forMs, 'thaw', () => {
      tab.thaw();
    });
  }

  /** A device sleeps, and with it every page that runs. */
  sleep({ name, tabs }: Browser, { steady, awayMs }: Sleep): void {
    const asleep = tabs.filter(({ isRunning }) => isRunning);
    if (asleep.length > 0) this.#struck();
    const sinceMs = this.#world.kernel.nowUs / 1_000;
    for (const tab of asleep) tab.sleep(steady);
    this.#after(awayMs, 'wakes', () => {
      // Whoever was woken before, and sleeps again, goes on to sleep.
      const woken = tabs.filter(({ asleepSinceMs }) => asleepSinceMs === sinceMs);
      // A page that was opened or thawed meanwhile was told what is so.
      const isWhole = woken.length > 0 && tabs.every((tab) => woken.includes(tab) || !tab.isOpen);
      for (const tab of woken) tab.thaw();
      if (isWhole && steady === 'stands') this.#world.model.presences.woke(name);
    });
  }

  /** Ends a page that knows nothing of it, and opens it again after a while. */
  crash(tab: Tab, awayMs: number): void {
    tab.crash();
    this.#after(awayMs, 'open', () => {
      tab.open();
    });
  }

  /** A page that knows of its end gives the device what it has not yet; a crash does not. */
  #end(tab: Tab, awayMs: number): void {
    this.#struck();
    if (this.#draws.happens(0.5)) tab.leave();
    this.crash(tab, awayMs);
  }

  #duplicate(tab: Tab, browser: Browser): void {
    const other = browser.tabs.find(({ isOpen }) => !isOpen);
    if (other === undefined) return;
    this.#struck();
    for (const roomId of tab.rooms) other.openRoom(roomId);
    other.open();
  }

  /** Only what nobody looks at is thrown away, and it knows nothing of it. */
  #discard(tab: Tab, awayMs: number): void {
    if (tab.isVisible) return;
    this.#struck();
    this.crash(tab, awayMs);
  }

  /** The connections of a page that is put away are closed; it learns of that when it is back. */
  #putAway(tab: Tab, awayMs: number): void {
    this.#struck();
    this.freeze(tab, awayMs);
    for (const connection of this.#world.network.connections(tab.name)) {
      connection.cut({ serverAfterMs: 0, clientAfterMs: 0 });
    }
  }

  #struck(): void {
    changedOutcome(this.#world, 'U2');
  }

  #after(delayMs: number, entity: string, run: () => void): void {
    this.#life.schedule(delayMs * 1_000, { kind: 'U2', entity }, run);
  }
}
