import { assert } from '../../core/vocabulary/assert.js';
import type { Campaign, CampaignEvents, Tabs } from '../../ports/tabs.js';
import { LeadLock, type Candidate } from './lead-lock.js';
import type { Step, Timeline } from './timeline.js';

/** What keeps events of one source in their order, whatever runs first at one instant. */
const BETWEEN_EVENTS_MS = 0.002;

/** Events that a frozen tab keeps for when it thaws. More than that are lost, the newest first. */
const FROZEN_EVENTS_MAX = 10_000;

export interface SimulatedProfileOptions {
  /** Whether the browser has locks. It has none on plain http. */
  readonly hasLocks: boolean;
  /** How long a message takes from one tab to another. Drawn for each. */
  readonly messageDelayMs: () => number;
  /** How long a tab takes to learn what became of the lock. Drawn for each. */
  readonly lockDelayMs: () => number;
}

/** What becomes of messages to a tab while it is frozen. */
export type FrozenMessages = 'late' | 'lost';

/** One browser's tabs: who holds the lock on the lead, and the messages between them. */
export class SimulatedProfile {
  readonly options: SimulatedProfileOptions;
  readonly lock = new LeadLock();
  readonly #tabs = new Map<string, SimulatedTabs>();

  constructor(options: SimulatedProfileOptions) {
    this.options = options;
  }

  /** The tab that holds the lead, whether or not it knows and can do anything about it. */
  get holder(): string | null {
    for (const tab of this.#tabs.values()) if (tab.holdsLead) return tab.id;
    return null;
  }

  /** Opens a tab. @param timeline - of the page in it. */
  open(tab: {
    readonly id: string;
    readonly timeline: Timeline;
    readonly isVisible: boolean;
  }): SimulatedTabs {
    assert(!this.#tabs.has(tab.id), 'no two tabs have one name');
    const opened = new SimulatedTabs(this, tab);
    this.#tabs.set(tab.id, opened);
    return opened;
  }

  isAlive(id: string): boolean {
    return this.#tabs.has(id);
  }

  tabs(): readonly SimulatedTabs[] {
    return [...this.#tabs.values()];
  }

  tab(id: string): SimulatedTabs | undefined {
    return this.#tabs.get(id);
  }

  closed(id: string): void {
    this.#tabs.delete(id);
  }
}

/** A tab of a simulated browser: it can be hidden, frozen and thawed, and it ends. */
export class SimulatedTabs implements Tabs {
  readonly id: string;
  readonly #profile: SimulatedProfile;
  readonly #timeline: Timeline;
  readonly #campaigns = new Set<SimulatedCampaign>();
  readonly #messageListeners = new Set<(message: string, from: string) => void>();
  readonly #visibilityListeners = new Set<() => void>();
  /** When the last message of each sender arrives: a later one does not overtake it. */
  readonly #arrivals = new Map<string, number>();
  /** When what became of the lock last is told: whoever is robbed has been elected before. */
  #lockToldMs = -Infinity;
  #isVisible: boolean;
  #hasEnded = false;
  #frozen: FrozenMessages | null = null;
  readonly #kept: (() => void)[] = [];

  constructor(
    profile: SimulatedProfile,
    tab: { readonly id: string; readonly timeline: Timeline; readonly isVisible: boolean },
  ) {
    this.id = tab.id;
    this.#profile = profile;
    this.#timeline = tab.timeline;
    this.#isVisible = tab.isVisible;
  }

  get canElect(): boolean {
    return this.#profile.options.hasLocks;
  }

  get isVisible(): boolean {
    return this.#isVisible;
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  get holdsLead(): boolean {
    return [...this.#campaigns].some((campaign) => this.#profile.lock.holder === campaign);
  }

  campaign(events: CampaignEvents): Campaign {
    assert(this.canElect, 'without locks nobody leads');
    const { lock, options } = this.#profile;
    const campaign = new SimulatedCampaign(lock, events, (run) => {
      const now = this.#timeline.nowMs();
      const delayMs = Math.max(options.lockDelayMs(), this.#lockToldMs + BETWEEN_EVENTS_MS - now);
      this.#lockToldMs = now + delayMs;
      this.#happens(delayMs, { kind: 'lock', entity: this.id }, run);
    });
    for (const other of this.#campaigns) if (other.isOver) this.#campaigns.delete(other);
    this.#campaigns.add(campaign);
    lock.request(campaign);
    return campaign;
  }

  send(message: string, to?: string): void {
    const { messageDelayMs } = this.#profile.options;
    for (const tab of this.#profile.tabs()) {
      const isMeant = to === undefined ? tab !== this : tab.id === to;
      if (isMeant) tab.#expect({ message, from: this.id, delayMs: messageDelayMs() });
    }
  }

  onMessage(listener: (message: string, from: string) => void): () => void {
    return added(this.#messageListeners, (message: string, from: string) => {
      listener(message, from);
    });
  }

  onVisibility(listener: () => void): () => void {
    return added(this.#visibilityListeners, () => {
      listener();
    });
  }

  isAlive(tab: string): Promise<boolean> {
    return Promise.resolve(this.#profile.isAlive(tab));
  }

  setVisible(isVisible: boolean): void {
    if (this.#isVisible === isVisible) return;
    this.#isVisible = isVisible;
    this.#happens(0, { kind: 'visibility', entity: this.id }, () => {
      for (const listener of [...this.#visibilityListeners]) listener();
    });
  }

  /** From now on nothing happens in the tab. It keeps its lock. */
  freeze(messages: FrozenMessages): void {
    this.#frozen = messages;
  }

  /** What was kept happens now, in order, and before whatever comes. */
  thaw(): void {
    if (this.#frozen === null) return;
    this.#frozen = null;
    this.#goOn();
  }

  /** The tab is gone, whether closed or crashed: its lock is free at once. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#profile.closed(this.id);
    for (const campaign of this.#campaigns) campaign.resign();
  }

  #expect({ message, from, delayMs }: { message: string; from: string; delayMs: number }): void {
    const now = this.#timeline.nowMs();
    const last = this.#arrivals.get(from) ?? -Infinity;
    const arrival = Math.max(now + delayMs, last + BETWEEN_EVENTS_MS);
    this.#arrivals.set(from, arrival);
    this.#happens(arrival - now, { kind: 'message', entity: this.id }, () => {
      for (const listener of [...this.#messageListeners]) listener(message, from);
    });
  }

  #happens(delayMs: number, step: Step, run: () => void): void {
    this.#timeline.after(delayMs, step, () => {
      if (this.#hasEnded) return;
      if (this.#frozen === null && this.#kept.length === 0) run();
      else if (step.kind !== 'message' || this.#frozen !== 'lost') this.#keep(run);
    });
  }

  /** One after the other: at one instant, what runs first may be a matter of chance. */
  #goOn(): void {
    if (this.#kept.length === 0) return;
    this.#timeline.after(0, { kind: 'thaw', entity: this.id }, () => {
      if (this.#hasEnded || this.#frozen !== null) return;
      this.#kept.shift()?.();
      this.#goOn();
    });
  }

  #keep(run: () => void): void {
    if (this.#kept.length < FROZEN_EVENTS_MAX) this.#kept.push(run);
  }
}

class SimulatedCampaign implements Campaign, Candidate {
  readonly #lock: LeadLock;
  readonly #events: CampaignEvents;
  readonly #tell: (run: () => void) => void;
  #isOver = false;
  #hasResigned = false;

  constructor(lock: LeadLock, events: CampaignEvents, tell: (run: () => void) => void) {
    this.#lock = lock;
    this.#events = events;
    this.#tell = tell;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  steal(): void {
    if (!this.#isOver) this.#lock.steal(this);
  }

  resign(): void {
    this.#hasResigned = true;
    this.#isOver = true;
    this.#lock.release(this);
  }

  granted(): void {
    this.#tell(() => {
      if (!this.#hasResigned) this.#events.elected();
    });
  }

  robbed(): void {
    this.#isOver = true;
    this.#tell(() => {
      if (!this.#hasResigned) this.#events.robbed();
    });
  }
}

function added<Listener>(listeners: Set<Listener>, own: Listener): () => void {
  listeners.add(own);
  return () => {
    listeners.delete(own);
  };
}
