import type { UserId } from '../../../core/vocabulary/ids.js';
import type { ClientName, TabName } from '../plan/plan.js';
import { Profile } from './profile.js';
import { Tab } from './tab.js';
import type { World } from './world.js';

export interface BrowserOptions {
  readonly world: World;
  readonly name: ClientName;
  /** Tabs that it may have open at once. */
  readonly tabs: number;
  /** The account's join code, once somebody knows it. */
  readonly joinCode: { value: string | null };
}

/** One person's browser: a profile, and the tabs that share it. */
export class Browser {
  readonly name: ClientName;
  readonly profile: Profile;
  readonly tabs: readonly Tab[];

  constructor({ world, name, tabs, joinCode }: BrowserOptions) {
    this.name = name;
    this.profile = new Profile({ world, name, joinCode });
    this.tabs = Array.from({ length: tabs }, (_, at) => {
      const tab = new Tab({ world, profile: this.profile, name: `${name}.${String(at + 1)}` });
      this.profile.add(tab);
      return tab;
    });
  }

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.profile.userId;
  }

  /** Tabs that speak through the connection of one of them. */
  tabsBehind(tab: TabName): readonly TabName[] {
    return this.profile.hasLocks ? this.tabs.map(({ name }) => name) : [tab];
  }
}
