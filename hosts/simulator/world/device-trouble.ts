import type { Life } from '../kernel/life.js';
import type { Fault } from '../plan/plan.js';
import type { Browser } from './browser.js';
import type { Tab } from './tab.js';
import { changedOutcome, type World } from './world.js';

type DeviceFault = Extract<Fault, { readonly class: 'U4' }>;

/** Does to a device's store what full and forgetful devices do. */
export class DeviceTrouble {
  readonly #world: World;
  readonly #life: Life;

  constructor(world: World) {
    this.#world = world;
    this.#life = world.kernel.begin('devices');
  }

  strike(browser: Browser, { what, forMs }: DeviceFault): void {
    const { kernel } = this.#world;
    if (what === 'full') {
      browser.profile.store.fill(kernel.nowUs / 1_000 + forMs);
      return;
    }
    const open = browser.tabs.filter(({ isOpen }) => isOpen);
    if (what === 'evictClosed') this.#close(open, forMs);
    this.#evict(browser);
  }

  /** What no page has in its memory is lost with the device, and nobody is to blame. */
  #evict({ profile, tabs }: Browser): void {
    const { model, kernel } = this.#world;
    kernel.note(profile.name, { kind: 'evicted', entity: 'device' });
    changedOutcome(this.#world, 'U4');
    for (const { userId, clientMessageId: id } of profile.disk.entries()) {
      const holder = tabs.find(({ state }) => holds(state, id));
      this.#world.goal(holder === undefined ? 'evicted-for-good' : 'evicted-with-page-open');
      model.evicted({ userId, id, heldBy: holder?.name ?? null });
    }
    profile.disk.evict();
  }

  /** Every page ends and knows nothing of it; they come back after a while. */
  #close(open: readonly Tab[], awayMs: number): void {
    for (const tab of open) tab.crash();
    this.#life.schedule(awayMs * 1_000, { kind: 'U4', entity: 'open' }, () => {
      for (const tab of open) tab.open();
    });
  }
}

function holds(state: Tab['state'], id: string): boolean {
  return state?.outbox.some(({ clientMessageId }) => clientMessageId === id) ?? false;
}
