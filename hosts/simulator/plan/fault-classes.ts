/**
 * The fault classes that this simulator has. `chance` is how often a class is on in a seed of the
 * swarm.
 *
 * `needsOutcome` classes that were on somewhere in 200 seeds and changed nothing fail the run: it
 * proved nothing about them.
 */
export const FAULT_CLASSES = {
  N1: {
    chance: 1,
    title: 'delay of links and of the storage; off: 10 ms a link, none in the storage',
  },
  N2: { chance: 0.7, title: 'connection cut, more often right after a command' },
  N3: { chance: 0.5, title: 'a cut connection of which one end learns nothing (half-open)' },
  N4: { chance: 0.5, title: 'a link that takes no bytes for a while, then all at once' },
  N5: { chance: 0.5, title: 'a client without any network for a while' },
  N6: {
    chance: 0.3,
    title: 'links of half of the people clogged one by one, and cleared likewise',
  },
  N7: { chance: 0.6, title: 'a request or its answer lost, doubled or very late' },
  N8: {
    chance: 0.6,
    title: 'a hint between processes lost, doubled or overtaken, or a process cut off from all',
  },
  N9: { chance: 0.4, title: 'a proxy that cuts idle connections and refuses some' },
  N10: { chance: 0.3, title: 'everyone cut off, and back within 200 ms' },
  N11: { chance: 0.4, title: 'a frame dropped, doubled or overtaken inside a live connection' },
  N12: {
    chance: 0.5,
    title: 'a push service that loses, delays or does not answer, limits, is broken or forgets',
  },
  S1: { chance: 0.5, title: 'another program holds the write lock for a while (real SQLITE_BUSY)' },
  S3: { chance: 0.35, title: 'the disk is nearly full for a while (real SQLITE_FULL)' },
  S4: { chance: 0.3, title: 'an I/O error of a statement, or of a COMMIT that is stored or not' },
  S5: { chance: 0.5, title: 'a step of the storage takes up to some seconds' },
  S6: { chance: 0.5, title: 'a crash before a commit, after it, or after an answer left' },
  S7: { chance: 0.25, title: 'a power loss, mostly within a commit, with a torn end of the log' },
  S8: { chance: 0.05, title: 'an operator restores a copy of the database file that is older' },
  P1: { chance: 0.6, title: 'the server process ends between two batches and starts again' },
  P2: { chance: 0.3, title: 'the server process is drained, ends and starts again' },
  P3: { chance: 0.4, title: 'a server process stops for a while; its timers are overdue then' },
  P4: { chance: 0.2, title: 'a server process is lost for good while another goes on' },
  P6: { chance: 0.2, title: 'delivery or the engine of a process ends while the other goes on' },
  P5: {
    chance: 0.25,
    title:
      'memory or loop delay of a server process near its limit, at it or far above, for a while',
  },
  U1: { chance: 0.4, title: 'a tab that takes few frames a second, or none, for a while' },
  U2: {
    chance: 0.6,
    title:
      'a tab reloaded, closed, duplicated, frozen, discarded, restored, or signed out; a device ' +
      'that sleeps, with steady clocks that go on or stand still',
  },
  U3: {
    chance: 0.5,
    title: 'the tab that leads crashes or is frozen: two hold themselves to be the leader',
  },
  U4: {
    chance: 0.35,
    title: 'a device that fails, is full, slow or silent, or forgets everything it kept',
  },
  U5: { chance: 0.6, title: 'the same command said twice: a double click, an impatient page' },
  U6: {
    chance: 0.3,
    title: 'a client that keeps to no rule, and ids that somebody else has used already',
  },
  B1: { chance: 0.3, title: 'bounds of delivery so small that a short run meets them' },
  B2: {
    chance: 0.2,
    title: 'no more connections than people need, and further devices that come and go',
  },
  C4: { chance: 0.4, title: 'timers of pages and servers late, and coarse in hidden tabs' },
  C1: { chance: 0.5, title: 'wall clocks that are wrong, by up to a day' },
  C2: { chance: 0.3, title: 'wall clocks of servers that run too fast or too slow' },
  C3: { chance: 0.3, title: 'the wall clock of a server is set forward or back by up to an hour' },
} as const satisfies Record<string, { readonly chance: number; readonly title: string }>;

export type FaultClass = keyof typeof FAULT_CLASSES;

export const FAULT_CLASS_NAMES = Object.keys(FAULT_CLASSES) as readonly FaultClass[];
