/** Closer to the end than this, a reader is at the end: what arrives is followed. */
export const AT_END_WITHIN_PX = 100;
/** Rows that are remembered as anchors: if some of them go, another still holds the place. */
const ANCHORS = 5;

interface Anchor {
  readonly key: string;
  /** From the timeline's top edge down to the row's. */
  readonly offsetPx: number;
}

/**
 * Keeps a reader's place in a timeline, whatever is added, removed or resized.
 *
 * At the end it stays at the end; elsewhere the first row in view stays where it is. The browser's
 * own scroll anchoring is off: not every browser has it, and two would fight.
 */
export class ScrollKeeper {
  readonly #scroller: HTMLElement;
  #anchors: readonly Anchor[] = [];
  #follows = true;
  #reachesNewest = true;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** Whether the reader is at the newest message, and stays there when more come. */
  get follows(): boolean {
    return this.#follows;
  }

  /** First row in view and where it is; null without rows. */
  get anchor(): Anchor | null {
    return this.#anchors[0] ?? null;
  }

  /** Takes note of where the reader is. To be called after each scrolling. */
  remember(): void {
    const { scrollHeight, clientHeight, scrollTop } = this.#scroller;
    const fromEndPx = scrollHeight - clientHeight - scrollTop;
    this.#follows = this.#reachesNewest && fromEndPx <= AT_END_WITHIN_PX;
    this.#anchors = this.#rowsInView();
  }

  /**
   * Puts the reader back. To be called after each change of what is in the timeline or of its size.
   *
   * @param reachesNewest - whether the timeline's end is the newest message now. An end that only
   * becomes the newest is not followed: the reader was in the middle of what there is.
   */
  restore(reachesNewest: boolean): void {
    if (this.#follows) {
      this.toEnd();
    } else {
      this.#anchors.some(({ key, offsetPx }) => this.place(key, offsetPx));
    }
    this.#reachesNewest = reachesNewest;
    if (!reachesNewest) this.#follows = false;
  }

  toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.remember();
    this.#follows = true;
  }

  /**
   * Scrolls so that a row begins at an offset from the top edge. False where there is no such row.
   */
  place(key: string, offsetPx: number): boolean {
    const row = this.row(key);
    if (row === null) return false;
    const moved = this.#offsetOf(row) - offsetPx;
    // Fractions of a pixel are kept by the browser on its own terms: do not chase them.
    if (Math.abs(moved) >= 1) this.#scroller.scrollTop += moved;
    this.remember();
    return true;
  }

  /** Scrolls a row to the middle. False where there is no such row. */
  centre(key: string): boolean {
    const row = this.row(key);
    if (row === null) return false;
    const spare = this.#scroller.clientHeight - row.offsetHeight;
    return this.place(key, Math.max(0, spare / 2));
  }

  row(key: string): HTMLElement | null {
    return this.#scroller.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
  }

  #rowsInView(): readonly Anchor[] {
    const anchors: Anchor[] = [];
    for (const row of this.#scroller.querySelectorAll<HTMLElement>('[data-row]')) {
      const offsetPx = this.#offsetOf(row);
      if (offsetPx + row.offsetHeight <= 0) continue;
      anchors.push({ key: row.dataset['row'] ?? '', offsetPx });
      if (anchors.length === ANCHORS) break;
    }
    return anchors;
  }

  #offsetOf(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }
}
