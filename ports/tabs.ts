/** What a tab is told of its campaign, never from within a call of its own. */
export interface CampaignEvents {
  /** The tab leads from now on. At most once per campaign. */
  elected(): void;
  /**
   * Another tab has taken the lead, and the campaign is over. A tab that was frozen is told when it
   * thaws: until then it holds itself to be the leader, and only a term protects others from it.
   */
  robbed(): void;
}

/** One tab's bid for the lead. */
export interface Campaign {
  /**
   * Takes the lead from whoever has it: `elected` follows. Without effect for one that leads
   * already, or whose campaign is over.
   */
  steal(): void;
  /** Gives up the lead, or the place in line. Nothing is told any more. */
  resign(): void;
}

/**
 * This tab among the tabs of its browser in which the same person is signed in. At most one of them
 * has the lead; which of them know it already is another matter.
 */
export interface Tabs {
  /** This tab's name: kept over a reload, and no other tab's. */
  readonly id: string;
  /** False where the browser has no locks: then nobody leads, and `campaign` must not be called. */
  readonly canElect: boolean;
  readonly isVisible: boolean;
  /** Stands in line for the lead. The lead ends with the tab, whatever its end. */
  campaign(events: CampaignEvents): Campaign;
  /**
   * Sends a text to one tab, or to all others. What one tab sends another arrives in order; a tab
   * that is frozen hears it late or never, one that is gone never, and the sender is not told.
   */
  send(message: string, to?: string): void;
  /** Calls back for each text that arrives. @returns what ends that. */
  onMessage(listener: (message: string, from: string) => void): () => void;
  /** Calls back when the tab was shown or hidden. @returns what ends that. */
  onVisibility(listener: () => void): () => void;
  /**
   * Whether a tab lives. A frozen one does. Where nothing better is known one that died may count
   * as living for a while, but one that lives never as dead.
   */
  isAlive(tab: string): Promise<boolean>;
}
