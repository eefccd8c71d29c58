import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import type { Fault } from '../plan/plan.js';
import type { Browser } from './browser.js';
import type { Tab } from './tab.js';
import type { TabTrouble } from './tab-trouble.js';
import { changedOutcome, strikes, type World } from './world.js';

export type LeaderFault = Extract<Fault, { readonly class: 'U3' }>;

/** A leader that is frozen right after a command is so within this time. */
const AFTER_SEND_MS = 30;
/**
 * A tab that is visible and runs all the while leads after this, or another one does: silence of a
 * second, a last question, jitter, and what messages and the lock take.
 */
const TAKEOVER_MS = 2_000;

/** Takes the lead from the tab that has it, when it hurts most. */
export class LeaderTrouble {
  readonly #world: World;
  readonly #tabs: TabTrouble;
  readonly #draws: Draws;
  readonly #life: Life;

  constructor(world: World, tabs: TabTrouble) {
    this.#world = world;
    this.#tabs = tabs;
    this.#draws = world.kernel.draws('U3', 'after send');
    this.#life = world.kernel.begin('leaders');
  }

  strike(browser: Browser, { what, awayMs }: Omit<LeaderFault, 't' | 'client' | 'class'>): void {
    const leader = browser.tabs.find((tab) => tab.isLeading && tab.isRunning);
    const other = browser.tabs.find((tab) => tab !== leader && tab.isRunning && tab.isOnline);
    if (leader === undefined || other === undefined) return;
    changedOutcome(this.#world, 'U3');
    if (browser.profile.disk.entries().length > 0) this.#world.goal('leader-lost-with-outbox');
    if (what === 'freeze') this.#tabs.freeze(leader, awayMs);
    else this.#tabs.crash(leader, awayMs);
    // The person finds another tab, and it is this one that must go on.
    browser.profile.show(other);
    if (what === 'freeze') this.#expectTwo(browser, leader);
    this.#expectTakeover(browser, other);
  }

  /** A command of a browser is on its way: its leader may be frozen before it is answered. */
  commandSent(browser: Browser): void {
    const { afterSend, awayMs } = this.#world.config.faults.U3;
    const hit = this.#draws.happens(afterSend);
    const delayMs = this.#draws.between(0, AFTER_SEND_MS);
    const forMs = 500 + this.#draws.exponential(awayMs);
    if (!browser.profile.hasLocks || browser.tabs.length < 2) return;
    if (!strikes(this.#world, 'U3', hit)) return;
    this.#life.schedule(delayMs * 1_000, { kind: 'U3', entity: browser.name }, () => {
      if (this.#world.faulty.on) this.strike(browser, { what: 'freeze', awayMs: forMs });
    });
  }

  /** Whoever is frozen still holds itself to be the leader when another one is. */
  #expectTwo(browser: Browser, frozen: Tab): void {
    this.#life.schedule(TAKEOVER_MS * 1_000, { kind: 'U3', entity: 'two leaders' }, () => {
      const leaders = browser.tabs.filter((tab) => tab.isLeading);
      if (frozen.isFrozen && leaders.length > 1) this.#world.goal('two-leaders');
    });
  }

  #expectTakeover(browser: Browser, visible: Tab): void {
    const { profile } = browser;
    const before = profile.changes;
    const { on, lateMs } = this.#world.config.faults.C4;
    // Timers that are late are so by up to five times their mean, at each of a few steps.
    const boundMs = TAKEOVER_MS + (on ? 20 * lateMs : 0);
    this.#life.schedule(boundMs * 1_000, { kind: 'U3', entity: 'takeover' }, () => {
      if (profile.changes !== before || !visible.isRunning || !visible.hasStarted) return;
      const leaders = browser.tabs.filter((tab) => tab.isLeading && tab.isRunning);
      this.#world.model.ends.hasLeader(browser.name, leaders.length, boundMs);
    });
  }
}
