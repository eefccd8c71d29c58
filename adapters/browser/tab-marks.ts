/** How often a tab says that it lives. A hidden page's timers may run once a minute only. */
const MARK_INTERVAL_MS = 5_000;
/** A mark older than this is of a dead tab: one that lives marks at least every minute. */
const MARK_LIFE_MS = 90_000;
const PREFIX = 'hearth.tab.';

/**
 * Says and asks which tabs live where the browser has no locks, as on plain http.
 *
 * A tab leaves a mark with a time in the shared storage and takes it back when the page goes. A
 * crashed tab counts as living for MARK_LIFE_MS. One that is frozen for longer counts as dead: what
 * it left is sent by another, and if it sends it too when it wakes, the same id makes one message.
 */
export function isMarked(id: string): boolean {
  const mark = localStorage.getItem(PREFIX + id);
  return mark !== null && Date.now() - Number(mark) < MARK_LIFE_MS;
}

/** Marks a tab as living for as long as its page does. */
export function keepMarked(id: string): void {
  const mark = (): void => {
    localStorage.setItem(PREFIX + id, String(Date.now()));
  };
  mark();
  setInterval(mark, MARK_INTERVAL_MS);
  addEventListener('pageshow', mark);
  addEventListener('pagehide', () => {
    localStorage.removeItem(PREFIX + id);
  });
}
