import { assert } from '../../core/vocabulary/assert.js';
import type { Campaign, CampaignEvents, Tabs } from '../../ports/tabs.js';
import { LockCampaign } from './lock-campaign.js';
import { type TabName, tabName } from './tab-name.js';

/** What goes over the channel between the tabs. Without `to` it is for all others. */
interface Letter {
  readonly from: string;
  readonly to?: string | undefined;
  readonly text: string;
}

/**
 * This tab among those of the browser that are of one scope.
 *
 * @param scope - who belongs together: the tabs in which one person is signed in.
 */
export async function openTabs(scope: string): Promise<BrowserTabs> {
  return new BrowserTabs(await tabName(), scope);
}

/**
 * Tabs by Web Locks and a BroadcastChannel.
 *
 * A browser without either, or a page that may not use them (plain http), elects nobody. A page
 * that goes gives its lead up at once; one that comes back out of the browser's history has been
 * robbed.
 */
export class BrowserTabs implements Tabs {
  readonly id: string;
  readonly canElect: boolean;
  readonly #name: TabName;
  readonly #lockName: string;
  readonly #channel: BroadcastChannel | null;
  readonly #campaigns = new Set<LockCampaign>();
  readonly #listeners = new Set<(message: string, from: string) => void>();
  readonly #stop = new AbortController();

  constructor(name: TabName, scope: string) {
    this.id = name.id;
    this.#name = name;
    this.#lockName = `hearth.lead.${scope}`;
    this.#channel = openChannel(`hearth.tabs.${scope}`);
    this.canElect = this.#channel !== null && 'locks' in navigator;
    const { signal } = this.#stop;
    this.#channel?.addEventListener(
      'message',
      ({ data }: MessageEvent<Letter>) => {
        this.#receive(data);
      },
      { signal },
    );
    addEventListener('pagehide', () => this.#all((campaign) => campaign.leave()), { signal });
    addEventListener('pageshow', () => this.#all((campaign) => campaign.comeBack()), { signal });
  }

  get isVisible(): boolean {
    return document.visibilityState === 'visible';
  }

  campaign(events: CampaignEvents): Campaign {
    assert(this.canElect, 'without locks nobody leads');
    for (const other of this.#campaigns) if (other.isOver) this.#campaigns.delete(other);
    const campaign = new LockCampaign(navigator.locks, this.#lockName, events);
    this.#campaigns.add(campaign);
    return campaign;
  }

  send(text: string, to?: string): void {
    if (this.#stop.signal.aborted) return;
    const letter: Letter = { from: this.id, to, text };
    // A channel does not deliver to itself.
    if (to === this.id) queueMicrotask(() => this.#receive(letter));
    else this.#channel?.postMessage(letter);
  }

  onMessage(listener: (message: string, from: string) => void): () => void {
    const own = (message: string, from: string): void => listener(message, from);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  onVisibility(listener: () => void): () => void {
    const own = (): void => listener();
    document.addEventListener('visibilitychange', own, { signal: this.#stop.signal });
    return () => {
      document.removeEventListener('visibilitychange', own);
    };
  }

  isAlive(tab: string): Promise<boolean> {
    return this.#name.isAlive(tab);
  }

  /** Gives up the lead and hears nothing more. The tab keeps its name. */
  close(): void {
    this.#all((campaign) => campaign.resign());
    this.#stop.abort();
    this.#channel?.close();
  }

  #receive({ from, to, text }: Letter): void {
    if (this.#stop.signal.aborted || (to !== undefined && to !== this.id)) return;
    for (const listener of [...this.#listeners]) listener(text, from);
  }

  #all(act: (campaign: LockCampaign) => void): void {
    for (const campaign of this.#campaigns) act(campaign);
  }
}

/** Null where the browser has no channels, or gives this page none. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
