/**
 * Work that is done once at the end of this turn of the event loop, however often it was asked for.
 */
const due = new Set<() => void>();

/** Calls back at the end of this turn. The same callback is called once. */
export function atEndOfTurn(callback: () => void): void {
  if (due.size === 0) setImmediate(runDue);
  due.add(callback);
}

function runDue(): void {
  const callbacks = [...due];
  due.clear();
  for (const callback of callbacks) callback();
}
