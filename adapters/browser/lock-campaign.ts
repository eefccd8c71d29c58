import type { Campaign, CampaignEvents } from '../../ports/tabs.js';

/** Where a bid for the lead stands. `away`: the page is hidden in the browser's history. */
type Standing = 'waiting' | 'leading' | 'away' | 'over';

/**
 * One bid for the lock on the lead.
 *
 * Each request to the browser has a number: what is heard of an older one is late.
 */
export class LockCampaign implements Campaign {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #events: CampaignEvents;
  #standing: Standing = 'waiting';
  #requests = 0;
  #isStealing = false;
  #withdraw = (): void => undefined;
  #hasLed = false;

  /** @param name - of the lock. */
  constructor(locks: LockManager, name: string, events: CampaignEvents) {
    this.#locks = locks;
    this.#name = name;
    this.#events = events;
    this.#wait();
  }

  get isOver(): boolean {
    return this.#standing === 'over';
  }

  steal(): void {
    if (this.#standing !== 'waiting' || this.#isStealing) return;
    this.#withdraw();
    this.#isStealing = true;
    this.#request({ steal: true });
  }

  resign(): void {
    this.#standing = 'over';
    this.#withdraw();
  }

  /** The page goes, perhaps to come back: it leads nobody meanwhile. */
  leave(): void {
    if (this.#standing === 'over') return;
    this.#standing = 'away';
    this.#withdraw();
  }

  /** The page is back as it was. Whoever led was robbed; who stood in line stands at its end. */
  comeBack(): void {
    if (this.#standing !== 'away') return;
    this.#standing = this.#hasLed ? 'over' : 'waiting';
    this.#isStealing = false;
    if (this.#hasLed) this.#events.robbed();
    else this.#wait();
  }

  #wait(): void {
    const controller = new AbortController();
    this.#withdraw = () => {
      controller.abort();
    };
    this.#request({ signal: controller.signal });
  }

  #request(options: LockOptions): void {
    this.#requests += 1;
    const request = this.#requests;
    const isNewest = (): boolean => request === this.#requests && this.#standing === 'waiting';
    const asked = this.#locks.request(this.#name, options, () =>
      isNewest() ? this.#lead() : undefined,
    );
    asked.catch(() => {
      if (request === this.#requests) this.#lost();
    });
  }

  /** Leads until the promise is resolved. */
  #lead(): Promise<void> {
    this.#standing = 'leading';
    this.#hasLed = true;
    const held = new Promise<void>((resolve) => {
      this.#withdraw = resolve;
    });
    this.#events.elected();
    return held;
  }

  /** The lock was taken away, or the browser gives none. */
  #lost(): void {
    if (this.#standing !== 'leading' && this.#standing !== 'waiting') return;
    this.#standing = 'over';
    this.#events.robbed();
  }
}
