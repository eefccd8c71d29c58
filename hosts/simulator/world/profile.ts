import { SimulatedDisk } from '../../../adapters/simulated/local-store.js';
import { SimulatedProfile } from '../../../adapters/simulated/tabs.js';
import type { CookieJar } from '../../../adapters/simulated/transport.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { ClientName } from '../plan/plan.js';
import { Admission } from './admission.js';
import { Outage } from './conditions.js';
import { DeviceStore } from './device-store.js';
import { personOf, type SimulatedPerson } from './person.js';
import type { World } from './world.js';

/** Mean time of a message from one tab to another, and of what the browser tells of its lock. */
const MESSAGE_MS = 2;

/** A tab as the other tabs of its browser know it. */
export interface Neighbour {
  readonly name: string;
  /** The person turns to it. */
  shown(): void;
  /** The person turns to another. */
  hidden(): void;
  /** There is a session again. */
  signedInElsewhere(): void;
}

/** What all tabs of one browser share. It outlives every page that they show. */
export class Profile {
  readonly name: ClientName;
  readonly person: SimulatedPerson;
  readonly admission: Admission;
  readonly disk = new SimulatedDisk();
  /** What is wrong with the disk now. */
  readonly store: DeviceStore;
  readonly jar: CookieJar = { token: null };
  /** What is wrong with the device's network now. */
  readonly outage = new Outage();
  /** The lock on the lead among the tabs, and the messages between them. */
  readonly bus: SimulatedProfile;
  readonly hasLocks: boolean;
  readonly #tabs: Neighbour[] = [];
  #changes = 0;
  #turns = 0;
  #foremost: Neighbour | null = null;

  constructor(parts: {
    readonly world: World;
    readonly name: ClientName;
    /** The account's join code, once somebody knows it. */
    readonly joinCode: { value: string | null };
  }) {
    const { world, name, joinCode } = parts;
    const draws = world.kernel.draws('bus', name);
    this.hasLocks = world.config.locks;
    this.bus = new SimulatedProfile({
      hasLocks: this.hasLocks,
      messageDelayMs: () => draws.exponential(MESSAGE_MS),
      lockDelayMs: () => draws.exponential(MESSAGE_MS),
    });
    this.name = name;
    this.store = new DeviceStore(world, name);
    this.person = personOf(name);
    this.admission = new Admission(this.person, joinCode);
  }

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.admission.userId;
  }

  /** How often a tab was opened, closed, frozen, thawed, shown or signed out so far. */
  get changes(): number {
    return this.#changes;
  }

  /** The same without turns from one tab to another. */
  get beginsAndEnds(): number {
    return this.#changes - this.#turns;
  }

  changed(): void {
    this.#changes += 1;
  }

  add(tab: Neighbour): void {
    this.#tabs.push(tab);
  }

  /** The person turns to a tab: the others are hidden from now on. */
  show(tab: Neighbour): void {
    const before = this.#foremost;
    if (before === tab) return;
    this.changed();
    this.#turns += 1;
    this.#foremost = tab;
    before?.hidden();
    tab.shown();
  }

  isVisible(tab: Neighbour): boolean {
    return this.#foremost === tab;
  }

  /** A tab has a session: those whose connection had ended with the last one come back. */
  signedIn(by: Neighbour): void {
    for (const tab of this.#tabs) if (tab !== by) tab.signedInElsewhere();
  }
}
