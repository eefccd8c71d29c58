/** Stops on a programmer error: the process or the simulation must not go on from here. */
export function assert(condition: unknown, message: string): asserts condition {
  if (condition) return;
  throw new Error(`assertion failed: ${message}`);
}

/** Ends a `switch` over a closed set. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
