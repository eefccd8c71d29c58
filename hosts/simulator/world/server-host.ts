import { SimulatedBus } from '../../../adapters/simulated/broadcast.js';
import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { BackgroundAudit } from '../../../core/audit/background/background-audit.js';
import { isChatError } from '../../../core/vocabulary/errors.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import type { CommittedEvent } from '../model/log.js';
import { Backup } from './backup.js';
import { BusCuts } from './bus-cuts.js';
import { DiskSpace } from './disk-space.js';
import type { Files } from './files.js';
import { Handles } from './handles.js';
import { Observer } from './observer.js';
import { logMark, powerCut, type LogMark } from './power.js';
import { ServerNode } from './server-node.js';
import { ServerProcess } from './server-process.js';
import { changedOutcome, type World } from './world.js';

/** Events of one commit, to be many. */
const MANY_EVENTS = 6;
/** How long a process is down after an end that nobody planned. */
const RESTART_MS = 400;

export interface ServerHostOptions {
  readonly world: World;
  readonly files: Files;
  readonly template: Uint8Array;
  readonly tripped: (name: string) => void;
}

/**
 * The machine: server processes beside each other on one database file, each of which lives and
 * dies on its own.
 */
export class ServerHost {
  readonly space = new DiskSpace();
  readonly cuts: BusCuts;
  readonly #options: ServerHostOptions;
  readonly #keeper: Life;
  readonly #bus = new SimulatedBus();
  readonly #handles = new Handles();
  readonly #nodes: readonly ServerNode[];
  #observer: Observer | null = null;
  #observedPath = '';
  readonly #power: Draws;
  /** The log before the commit that is about to run. */
  #commitFrom: LogMark | null = null;

  constructor(options: ServerHostOptions) {
    const { kernel, config } = options.world;
    this.#options = options;
    this.#keeper = kernel.begin('machine');
    this.#power = kernel.draws('S7', 'cut');
    this.cuts = new BusCuts(() => kernel.nowUs / 1_000);
    this.#nodes = Array.from(
      { length: config.processes },
      (_, at) => new ServerNode(at === 0 ? 'server' : `server${String(at + 1)}`),
    );
  }

  get nodes(): readonly ServerNode[] {
    return this.#nodes;
  }

  /** The first process that takes connections now. */
  get process(): ServerProcess | null {
    return this.#nodes.find((node) => node.process !== null)?.process ?? null;
  }

  /** The audits of the engines that run. */
  get audits(): readonly BackgroundAudit[] {
    return this.#nodes.flatMap(({ process }) =>
      process === null || process.lost === 'engine' ? [] : (process.audit ?? []),
    );
  }

  get observer(): Observer | null {
    return this.#observer;
  }

  /** Whether the store has noted that a person is told of a message, as it is committed now. */
  isNoted(messageId: number, userId: UserId): boolean {
    return this.#observer?.isNoted(messageId, userId) ?? false;
  }

  start(): void {
    for (const node of this.#nodes) this.#start(node);
  }

  /** Ends what runs at a place, at once. @param downMs - null: nothing ever runs there again. */
  crash(node: ServerNode, downMs: number | null): void {
    const { world, files } = this.#options;
    const { life } = node;
    if (downMs === null) node.lose();
    if (life === null) return;
    world.counts.crashes += 1;
    this.#noteEnd(node);
    world.kernel.note(life.lane, { kind: 'crash', entity: node.name });
    const process = node.ends();
    // The kernel closes what a killed process had open; others go on with the same files.
    if (!this.#hasEngine()) files.crash();
    this.#handles.abandon(life, process?.store ?? null);
    process?.leave();
    if (process !== null) world.network.serverEnded(process.server);
    if (downMs !== null) this.#startAfter(node, downMs);
  }

  /** Whether any process has the files open. */
  #hasEngine(): boolean {
    return this.#nodes.some(({ life, process }) => life !== null && process?.lost !== 'engine');
  }

  /** Delivery of a process ends with all its connections, and starts again; its engine goes on. */
  loseDelivery(node: ServerNode, downMs: number): void {
    const { world } = this.#options;
    const { process } = node;
    if (process === null || process.lost !== null) return;
    world.kernel.note(process.life.lane, { kind: 'crash', entity: 'delivery' });
    if (process.store.stats().queuedUnits > 0) world.goal('delivery-lost-with-units-queued');
    const { server } = process;
    process.endDelivery();
    world.network.serverEnded(server);
    process.life.schedule(downMs * 1_000, { kind: 'start', entity: 'delivery' }, () => {
      const started = process.startDelivery().then(() => {
        world.network.serve(process.server);
      });
      this.#continue(node, process, started);
    });
  }

  /** The engine of a process ends in the middle of whatever it did; connections stay. */
  loseEngine(node: ServerNode, downMs: number): void {
    const { world, files } = this.#options;
    const { process } = node;
    if (process === null || process.lost !== null) return;
    world.kernel.note(process.life.lane, { kind: 'crash', entity: 'engine' });
    if (process.delivery.stats().commandsOutstanding > 0) {
      world.goal('engine-lost-with-commands-under-way');
    }
    process.endEngine();
    if (!this.#hasEngine()) files.crash();
    this.#handles.abandon(process.life, process.store);
    process.life.schedule(downMs * 1_000, { kind: 'start', entity: 'engine' }, () => {
      this.#continue(node, process, process.startEngine(files.path));
    });
  }

  /** A part has been started again; where that fails, the whole process is. */
  #continue(node: ServerNode, process: ServerProcess, started: Promise<void>): void {
    started.then(
      () => {
        this.#openObserver();
        this.#look();
      },
      () => {
        if (node.life === process.life) this.crash(node, RESTART_MS);
      },
    );
  }

  /** When a place ends, and what else runs then. */
  #noteEnd(node: ServerNode): void {
    const { world } = this.#options;
    if (node.isDraining) world.goal('drain-under-crash');
    if (node.isLost && world.kernel.nowUs > 0) world.goal('process-lost-for-good');
    if (node.process === null) world.goal('crash-while-starting');
    const others = this.#nodes.filter((other) => other !== node);
    if (others.length > 0 && others.every((other) => other.process === null)) {
      world.goal('all-processes-down');
    }
  }

  /** Whether the power fails within the next commit, before it returns. */
  powerFailsInCommit = false;

  /** Everything on the machine ends at once, and the disk keeps what it must. */
  losePower(commitFrom: LogMark | null = null): void {
    const { world, files } = this.#options;
    this.powerFailsInCommit = false;
    this.#commitFrom = null;
    changedOutcome(world, 'S7');
    const synchronous = this.#handles.synchronous();
    const cut = powerCut(files.path, { commitFrom, synchronous, draws: this.#power });
    if (commitFrom !== null) {
      if (cut.lastSurvives) this.#look();
      world.goal(cut.lastSurvives ? 'power-kept-commit' : 'power-undid-commit');
    }
    files.losePower(cut.log);
    for (const node of this.#nodes) this.#fallDark(node);
  }

  /** The newest commit is the only one that a power loss may undo: it has not returned. */
  #powerFails(phase: 'before' | 'after'): boolean {
    if (!this.powerFailsInCommit) return false;
    if (phase === 'before') this.#commitFrom = logMark(this.path);
    else if (this.#commitFrom !== null) this.losePower(this.#commitFrom);
    return phase === 'after' && !this.powerFailsInCommit;
  }

  /** A life ends at once; its handles are closed once nothing of it is in the middle of a step. */
  #fallDark(node: ServerNode): void {
    const { world } = this.#options;
    const { life } = node;
    if (life === null) return;
    world.counts.crashes += 1;
    world.kernel.note(life.lane, { kind: 'crash', entity: 'power' });
    const process = node.ends();
    process?.leave();
    if (process !== null) world.network.serverEnded(process.server);
    this.#keeper.schedule(0, { kind: 'dark', entity: node.name }, () => {
      this.#handles.abandon(life, process?.store ?? null);
    });
    this.#startAfter(node, RESTART_MS);
  }

  /** A copy of the database file as it is now; null while there is none. */
  backUp(): Backup | null {
    return this.#observer === null ? null : new Backup(this.#options.files.backUp());
  }

  /** Stops all processes, puts a copy in the file's place, and starts them again. */
  restore(backup: Backup): void {
    const { world, files } = this.#options;
    for (const node of this.#nodes) this.crash(node, RESTART_MS);
    files.restore(backup.path);
    world.kernel.note('database', { kind: 'restore', entity: '' });
    world.model.restored(backup.heads);
  }

  /** Something other than a writer has done something. */
  noteForeign(): void {
    for (const node of this.#nodes) node.process?.gate.noteForeign();
  }

  /** An answer has left to a client. */
  answerLeft(connection: SimulatedConnection): void {
    this.#nodes[this.numberOf(connection)]?.process?.gate.answerLeft();
  }

  /** Number of the process that a connection leads to; -1 where there is none any more. */
  numberOf(connection: SimulatedConnection): number {
    const server = this.#options.world.network.serverOf(connection);
    return this.#nodes.findIndex(({ process }) => process !== null && process.server === server);
  }

  /** Path of the database file that is in use now. */
  get path(): string {
    return this.#options.files.path;
  }

  close(): void {
    for (const { process } of this.#nodes) process?.store.abandon();
    this.#observer?.close();
  }

  #start(node: ServerNode): void {
    if (node.isLost || node.life !== null) return;
    const { world, files, template, tripped } = this.#options;
    const life = world.kernel.begin(node.name);
    node.starts(life);
    const process = new ServerProcess({
      world,
      life,
      name: node.name,
      wall: node.wall,
      pressure: node.pressure,
      template,
      tripped,
      space: this.space,
      bus: this.#bus,
      cuts: this.cuts,
      opened: (db) => {
        this.#handles.opened(life, db);
      },
      events: {
        crash: () => {
          this.#crashSoon(node, life);
        },
        powerFails: (phase) => this.#powerFails(phase),
        committed: () => {
          world.counts.commits += 1;
          world.near('commit', { process: this.nodes.indexOf(node) });
          // A process that starts takes up its jobs before it serves anybody.
          this.#openObserver();
          this.#look();
        },
      },
    });
    process.start(files.path).then(
      () => {
        this.#serve(node, process);
      },
      (error: unknown) => {
        this.#notStarted(node, life, error);
      },
    );
  }

  #startAfter(node: ServerNode, delayMs: number): void {
    this.#keeper.schedule(delayMs * 1_000, { kind: 'start', entity: node.name }, () => {
      this.#start(node);
    });
  }

  #serve(node: ServerNode, process: ServerProcess): void {
    const { world } = this.#options;
    node.serves(process);
    this.#openObserver();
    this.#look();
    world.network.serve(process.server);
    world.kernel.note(process.life.lane, { kind: 'serving', entity: '' });
  }

  /** What was committed before a restart of the whole machine must be there after it. */
  #openObserver(): void {
    const { world, files } = this.#options;
    if (this.#observedPath === files.path) return;
    this.#observedPath = files.path;
    if (this.#observer === null) {
      this.#observer = new Observer(files.path);
      return;
    }
    this.#observer.reopen(files.path);
    world.model.recovered(this.#observer.heads());
  }

  #look(): void {
    const { model, kernel } = this.#options.world;
    if (this.#observer === null) return;
    const events = this.#observer.news();
    const places = events.map(({ stream, seq }) => `${stream}@${String(seq)}`);
    const about = kernel.isRead ? [...places, ...events.flatMap(postedAs)] : places;
    kernel.note('database', { kind: 'commit', entity: places.join(' '), about });
    if (events.length >= MANY_EVENTS) this.#options.world.goal('many-units-in-one-commit');
    model.committed(events, (userId) => this.#observer?.nameOf(userId) ?? null);
    const [jobs, devices] = [this.#observer.jobs(), this.#observer.devices()];
    model.jobs.looked(events, jobs);
    model.notices.looked(events, devices);
    model.whomToTell.looked(events, { jobs, devices });
  }

  /** Whoever starts a server tries again while the file is locked or the disk fails. */
  #notStarted(node: ServerNode, life: Life, error: unknown): void {
    const { world } = this.#options;
    const diskFails = world.faulty.on && world.config.faults.S4.on;
    const again = diskFails ? ['busy', 'data_unreadable', 'unavailable'] : ['busy'];
    if (isChatError(error) && again.includes(error.code)) {
      node.ends();
      this.#handles.abandon(life, null);
      this.#startAfter(node, RESTART_MS);
      return;
    }
    world.model.defect(`the server does not start: ${String(error)}`);
  }

  /** The store is in the middle of something: it ends right after this event. */
  #crashSoon(node: ServerNode, life: Life): void {
    this.#keeper.schedule(0, { kind: 'crash', entity: node.name }, () => {
      if (node.life === life) this.crash(node, RESTART_MS);
    });
  }
}

/** The client message id of a post. */
function postedAs({ kind, data }: CommittedEvent): readonly string[] {
  if (kind !== 'message.posted') return [];
  const { clientMessageId } = JSON.parse(data) as { readonly clientMessageId: string | null };
  return clientMessageId === null ? [] : [clientMessageId];
}
