import { SimulatedDisk } from '../../../adapters/simulated/local-store.js';
import type { CookieJar } from '../../../adapters/simulated/transport.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { ClientName } from '../plan/plan.js';
import { Admission } from './admission.js';
import { Outage } from './conditions.js';
import { personOf, type SimulatedPerson } from './person.js';

/** A tab as the other tabs of its browser know it. */
export interface Neighbour {
  readonly name: string;
  readonly isOpen: boolean;
  /** The person turns to it. */
  shown(): void;
  /** There is a session again. */
  signedInElsewhere(): void;
}

/** What all tabs of one browser share. It outlives every page that they show. */
export class Profile {
  readonly name: ClientName;
  readonly person: SimulatedPerson;
  readonly admission: Admission;
  readonly disk = new SimulatedDisk();
  readonly jar: CookieJar = { token: null };
  /** What is wrong with the device's network now. */
  readonly outage = new Outage();
  readonly #tabs: Neighbour[] = [];
  #foremost: Neighbour | null = null;

  /** @param joinCode - the account's join code, once somebody knows it. */
  constructor(name: ClientName, joinCode: { value: string | null }) {
    this.name = name;
    this.person = personOf(name);
    this.admission = new Admission(this.person, joinCode);
  }

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.admission.userId;
  }

  add(tab: Neighbour): void {
    this.#tabs.push(tab);
  }

  /** The person turns to a tab: the others are hidden from now on. */
  show(tab: Neighbour): void {
    if (this.#foremost === tab) return;
    this.#foremost = tab;
    tab.shown();
  }

  isVisible(tab: Neighbour): boolean {
    return this.#foremost === tab;
  }

  /** Whether a tab shows a page: one that is frozen still does. */
  isOpen(name: string): boolean {
    return this.#tabs.some((tab) => tab.name === name && tab.isOpen);
  }

  /** A tab has a session: those whose connection had ended with the last one come back. */
  signedIn(by: Neighbour): void {
    for (const tab of this.#tabs) if (tab !== by) tab.signedInElsewhere();
  }
}
