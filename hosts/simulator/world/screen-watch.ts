import { PresenceWatch } from './presence-watch.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** Looks after each event at the pages that it had to do with. */
export class ScreenWatch {
  readonly #world: World;
  readonly #tabs: ReadonlyMap<string, Tab>;
  readonly #presence: PresenceWatch;

  constructor(world: World, tabs: ReadonlyMap<string, Tab>) {
    this.#world = world;
    this.#tabs = tabs;
    this.#presence = new PresenceWatch(world, [...tabs.values()]);
  }

  look(): void {
    this.#presence.look();
    const { ways, screens, habits } = this.#world.model;
    for (const name of ways.takeChanged()) {
      const tab = this.#tabs.get(name);
      const screen = tab?.isRunning === true ? tab.screen : null;
      if (screen === null) continue;
      screens.shown(name, screen);
      habits.saw(name, screen.outbox);
    }
  }
}
