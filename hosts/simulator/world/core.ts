import type { ClientName } from '../plan/plan.js';
import type { Browser } from './browser.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/**
 * The browsers that are well again at the end. Liveness is demanded of these alone, whatever has
 * become of the others.
 */
export class Core {
  readonly #outside: ReadonlySet<ClientName>;

  /** Draws which are outside of it: as many as the config says. */
  constructor(world: World, names: readonly ClientName[]) {
    const draws = world.kernel.draws('core', '');
    const rest = [...names];
    const outside = new Set<ClientName>();
    for (let count = 0; count < world.config.lostClients && rest.length > 2; count += 1) {
      const [name] = rest.splice(draws.below(rest.length), 1);
      if (name !== undefined) outside.add(name);
    }
    this.#outside = outside;
  }

  has({ name }: Pick<Browser, 'name'>): boolean {
    return !this.#outside.has(name);
  }

  /** Tabs of the core. */
  tabsOf(browsers: Iterable<Browser>): readonly Tab[] {
    return [...browsers].filter((browser) => this.has(browser)).flatMap(({ tabs }) => tabs);
  }
}
