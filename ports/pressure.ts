/** How much of what it runs on a process uses. */
export interface PressureReading {
  /** Memory that the system counts for the process. */
  readonly memoryBytes: number;
  /** The longest that its event loop was late since the last reading. */
  readonly loopDelayMs: number;
}

/** Tells how hard a process is pressed. */
export interface Pressure {
  /** As of now. Each reading begins the next: a process has one reader. Never throws. */
  read(): PressureReading;
}
