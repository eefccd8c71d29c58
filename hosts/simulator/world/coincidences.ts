/** Two goals that are met within this time of each other, in whichever order. */
const TOGETHER_MS = 500;

/** Situations that are two others at once: where they meet nobody has thought of both. */
const TOGETHER: readonly (readonly [id: string, one: string, other: string])[] = [
  ['crash-before-commit-beside-lost-leader', 'crash-before-commit', 'leader-lost-with-outbox'],
  ['drain-beside-lost-page', 'goaway-with-command-under-way', 'page-lost-with-outbox'],
  ['drained-join-beside-cut-join', 'drained-while-joining', 'closed-joining-and-saying'],
  ['full-disk-refusal-beside-lost-page', 'refused-disk-full', 'page-lost-with-outbox'],
  ['reset-beside-leaving', 'resume-became-reset', 'left-while-joining'],
  ['withheld-beside-many-missed', 'text-withheld', 'resumed-by-many-events'],
  ['hole-beside-cut-join', 'run-with-hole-before-it', 'closed-while-joining'],
  ['told-of-loss-beside-lost-page', 'pong-told-of-loss', 'page-lost-with-outbox'],
  ['process-lost-under-command', 'process-lost-for-good', 'closed-with-command-under-way'],
  ['restored-under-command', 'copy-restored', 'closed-with-command-under-way'],
  ['offline-edit-without-server', 'edited-while-offline', 'all-processes-down'],
  ['page-lost-before-welcome', 'page-lost-before-it-started', 'closed-before-welcome'],
  ['doubled-run-beside-cut-join', 'run-come-again', 'closed-while-joining'],
  ['many-messages-lost-without-server', 'page-lost-with-many-messages', 'all-processes-down'],
  ['offline-room-without-server', 'room-made-while-offline', 'all-processes-down'],
  ['evicted-without-server', 'evicted-with-page-open', 'all-processes-down'],
  ['crash-with-queue-under-join-and-command', 'crash-with-queue', 'closed-joining-and-saying'],
  ['answered-again-beside-lost-leader', 'post-answered-again', 'leader-lost-with-outbox'],
];

/** Notes goals that are met within half a second of each other. */
export class Coincidences {
  readonly #goal: (id: string) => void;
  readonly #nowMs: () => number;
  readonly #lastMs = new Map<string, number>();

  constructor(goal: (id: string) => void, nowMs: () => number) {
    this.#goal = goal;
    this.#nowMs = nowMs;
  }

  /** A goal was met. */
  met(id: string): void {
    const nowMs = this.#nowMs();
    this.#lastMs.set(id, nowMs);
    for (const [both, one, other] of TOGETHER) {
      if (one !== id && other !== id) continue;
      const sinceMs = nowMs - (this.#lastMs.get(one === id ? other : one) ?? -Infinity);
      if (sinceMs <= TOGETHER_MS) this.#goal(both);
    }
  }
}
