import type { Gate } from '../../../adapters/sqlite/open.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import { never } from '../kernel/timeline.js';
import { StorageFaults } from './storage-faults.js';
import { SpanWatch } from './span-watch.js';
import { storageDelayUs, strikes, type World } from './world.js';

/** When in a batch the process crashes. `answered`: right after an answer of the batch left. */
type CrashPoint = 'statement' | 'beforeCommit' | 'afterCommit' | 'answered';

const CRASH_POINTS: readonly CrashPoint[] = [
  'statement',
  'beforeCommit',
  'beforeCommit',
  'afterCommit',
  'answered',
];

/** A batch that others joined is where answers and commits can go apart: it crashes more often. */
const GROUP_BOOST = 10;
/** Statements of a batch before one of which it crashes, when it crashes at a statement. */
const CRASH_STATEMENTS_MAX = 8;

/** What a nearly full disk takes more for each step: others queue up meanwhile. */
const TIGHT_DISK_US = 5_000;

export interface GateEvents {
  /** Ends this life of the server, at once. */
  crash(): void;
  /** COMMIT is about to run, or has run and has not returned: whether the power fails then. */
  powerFails(phase: 'before' | 'after'): boolean;
  /** A commit is durable. */
  committed(): void;
  /** A statement of the writer is about to run. */
  writerStatement(): void;
  /** Whether the disk is nearly full, and slow for it. */
  isDiskTight(): boolean;
  /** Units that wait for the writer. */
  queued(): number;
}

/**
 * Suspends the store on virtual time before and after each statement and commit, so that reads,
 * crashes and other clients' commands run in between, and crashes the process there by chance.
 */
export class CrashingGate implements Gate {
  readonly #world: World;
  readonly #life: Life;
  readonly #events: GateEvents;
  readonly #delays: Draws;
  readonly #crashes: Draws;
  readonly #faults: StorageFaults;
  readonly #spans: SpanWatch;
  #crashAt: CrashPoint | null = null;
  #statementsLeft = 0;
  /** Moves with everything that is not the writer's. */
  #foreign = 0;
  #foreignAtLast = 0;
  /** The kernel's event in which a statement of a reader last came back. */
  #readerResumedIn = -1;

  constructor(world: World, life: Life, events: GateEvents) {
    this.#world = world;
    this.#life = life;
    this.#events = events;
    this.#delays = world.kernel.draws('storage', life.lane);
    this.#crashes = world.kernel.draws('S6', life.lane);
    this.#faults = new StorageFaults(world, life);
    this.#spans = new SpanWatch(world, life.lane);
  }

  /** Somebody other than the writer did something. */
  noteForeign(): void {
    this.#foreign += 1;
  }

  /** An answer has left to a client. */
  answerLeft(): void {
    if (this.#crashAt === 'answered') this.#crash('crash-after-answer');
  }

  async statement(
    phase: 'before' | 'after',
    role: 'writer' | 'reader',
    sql: string,
  ): Promise<void> {
    if (role === 'reader') {
      this.noteForeign();
      await this.#pauseReader(phase);
      if (phase === 'before') this.#faults.statement(role);
      return;
    }
    if (phase === 'before' && sql === 'begin immediate') this.#spans.over();
    else if (phase === 'before') this.#spans.goesOn();
    if (phase === 'after') this.#foreignAtLast = this.#foreign;
    if (phase === 'after' && sql === 'begin immediate') await this.#begin();
    if (phase === 'before' && this.#crashesAtStatement()) {
      this.#crash('crash-mid-batch');
      await never();
    }
    if (sql !== 'begin immediate' || phase === 'before') await this.#pause(`writer ${phase}`);
    if (phase === 'after') {
      this.#spans.cameBack();
      return;
    }
    this.#countInterleaving();
    this.#events.writerStatement();
    this.#faults.statement(role);
  }

  async commit(phase: 'before' | 'after'): Promise<void> {
    if (this.#events.powerFails(phase)) await never();
    if (phase === 'after') this.#events.committed();
    else this.#spans.goesOn();
    if (this.#crashAt === (phase === 'before' ? 'beforeCommit' : 'afterCommit')) {
      this.#crash(phase === 'before' ? 'crash-before-commit' : 'crash-after-commit');
      await never();
    }
    await this.#pause(`commit ${phase}`);
    this.#faults.commit(phase);
  }

  /** The batch takes what is queued once this returns. */
  async #begin(): Promise<void> {
    await this.#pause('writer begun');
    this.#foreignAtLast = -1;
    const { probability } = this.#world.config.faults.S6;
    const boost = this.#events.queued() > 1 ? GROUP_BOOST : 1;
    const hit = this.#crashes.happens(probability * boost);
    const point = this.#crashes.pick(CRASH_POINTS);
    this.#statementsLeft = this.#crashes.below(CRASH_STATEMENTS_MAX);
    this.#crashAt = strikes(this.#world, 'S6', hit) ? point : null;
  }

  #crashesAtStatement(): boolean {
    if (this.#crashAt !== 'statement') return false;
    this.#statementsLeft -= 1;
    return this.#statementsLeft < 0;
  }

  #countInterleaving(): void {
    // What happened between two batches came between no two statements of a unit.
    if (this.#foreignAtLast >= 0 && this.#foreign > this.#foreignAtLast) {
      this.#world.counts.interleavings += 1;
    }
  }

  #crash(goal: string): void {
    this.#crashAt = null;
    this.#world.goal(goal);
    if (this.#events.queued() > 0) this.#world.goal('crash-with-queue');
    this.#world.counts.outcomes.S6 += 1;
    this.#events.crash();
  }

  /**
   * Suspends a read before and after a statement. Where one follows the other at once, the
   * suspension that has just ended was that between the two.
   */
  async #pauseReader(phase: 'before' | 'after'): Promise<void> {
    const { kernel } = this.#world;
    if (phase === 'before' && this.#readerResumedIn === kernel.events) return;
    await this.#pause(phase === 'before' ? 'reader before' : 'reader after');
    if (phase === 'after') this.#readerResumedIn = kernel.events;
  }

  #pause(entity: string): Promise<void> {
    const slowUs = this.#faults.slownessUs();
    const usualUs = storageDelayUs(this.#world, this.#delays);
    if (usualUs === null && slowUs === 0) return Promise.resolve();
    const tightUs = this.#delays.exponential(TIGHT_DISK_US);
    const delayUs = (usualUs ?? 0) + slowUs + (this.#events.isDiskTight() ? tightUs : 0);
    return this.#life.sleep(delayUs, { kind: 'storage', entity });
  }
}
