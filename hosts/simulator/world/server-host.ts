import type { Life } from '../kernel/life.js';
import type { CommittedEvent } from '../model/log.js';
import { DiskSpace } from './disk-space.js';
import type { Files } from './files.js';
import { Observer } from './observer.js';
import { startServer, type ServerProcess } from './server-process.js';
import { changedOutcome, type World } from './world.js';

/** How long a process is down after a crash that nobody planned. */
const RESTART_MS = 400;
/** How long a planned end waits before it looks again whether a batch is open. */
const BETWEEN_BATCHES_MS = 1;

export interface ServerHostOptions {
  readonly world: World;
  readonly files: Files;
  readonly template: Uint8Array;
  readonly tripped: (name: string) => void;
}

/** The machine on which server processes run, one after the other, on the same files. */
export class ServerHost {
  readonly space = new DiskSpace();
  readonly #options: ServerHostOptions;
  readonly #keeper: Life;
  #life: Life | null = null;
  #process: ServerProcess | null = null;
  #observer: Observer | null = null;
  /** The life that is being drained now. */
  #draining: Life | null = null;

  constructor(options: ServerHostOptions) {
    this.#options = options;
    this.#keeper = options.world.kernel.begin('machine');
  }

  /** The process that takes connections now. */
  get process(): ServerProcess | null {
    return this.#process;
  }

  get observer(): Observer | null {
    return this.#observer;
  }

  start(): void {
    const { world, files, template, tripped } = this.#options;
    const life = world.kernel.begin('server');
    this.#life = life;
    const started = startServer({
      world,
      life,
      path: files.path,
      template,
      tripped,
      space: this.space,
      events: {
        crash: () => {
          this.#crashSoon(life);
        },
        committed: () => {
          world.counts.commits += 1;
          this.#look();
        },
      },
    });
    started.then(
      (process) => {
        this.#serve(process);
      },
      (error: unknown) => {
        world.model.defect(`the server does not start: ${String(error)}`);
      },
    );
  }

  /** Ends the process between two batches, and starts another after a while. */
  restart(downMs: number): void {
    const process = this.#process;
    if (process === null) return;
    this.#betweenBatches(process, () => {
      changedOutcome(this.#options.world, 'P1');
      this.#crash(process.life, downMs);
    });
  }

  /** Ends the process in good order, as a deployment does, and starts another. */
  drain(downMs: number): void {
    const process = this.#process;
    if (process === null) return;
    changedOutcome(this.#options.world, 'P2');
    this.#draining = process.life;
    process.delivery.drain().then(
      () => {
        this.#draining = null;
        this.#betweenBatches(process, () => {
          this.#crash(process.life, downMs);
        });
      },
      (error: unknown) => {
        this.#options.world.model.defect(`the drain failed: ${String(error)}`);
      },
    );
  }

  #betweenBatches(process: ServerProcess, act: () => void): void {
    if (!process.inTransaction()) {
      act();
      return;
    }
    const label = { kind: 'later', entity: 'end' };
    process.life.schedule(BETWEEN_BATCHES_MS * 1_000, label, () => {
      this.#betweenBatches(process, act);
    });
  }

  close(): void {
    this.#process?.store.abandon();
    this.#observer?.close();
  }

  #serve(process: ServerProcess): void {
    const { world, files } = this.#options;
    this.#process = process;
    if (this.#observer === null) this.#observer = new Observer(files.path);
    else {
      this.#observer.reopen(files.path);
      world.model.log.recovered(this.#observer.heads());
      world.model.answers.check();
    }
    this.#look();
    world.network.serve(process.server);
    world.kernel.note(process.life.lane, { kind: 'serving', entity: '' });
  }

  #look(): void {
    const { model, kernel } = this.#options.world;
    if (this.#observer === null) return;
    const events = this.#observer.news();
    const places = events.map(({ stream, seq }) => `${stream}@${String(seq)}`);
    const about = kernel.isRead ? [...places, ...events.flatMap(postedAs)] : places;
    kernel.note('database', { kind: 'commit', entity: places.join(' '), about });
    model.committed(events);
  }

  /** The store is in the middle of something: it ends right after this event. */
  #crashSoon(life: Life): void {
    this.#keeper.schedule(0, { kind: 'crash', entity: 'S6' }, () => {
      this.#crash(life, RESTART_MS);
    });
  }

  #crash(life: Life, downMs: number): void {
    const { world, files } = this.#options;
    if (life !== this.#life || life.ended) return;
    world.counts.crashes += 1;
    if (this.#draining === life) world.goal('drain-under-crash');
    world.kernel.note(life.lane, { kind: 'crash', entity: 'server' });
    life.end();
    files.crash();
    this.#process?.store.abandon();
    this.#process = null;
    world.network.serverEnded();
    const label = { kind: 'start', entity: 'server' };
    this.#keeper.schedule(downMs * 1_000, label, () => {
      this.start();
    });
  }
}

/** The client message id of a post. */
function postedAs({ kind, data }: CommittedEvent): readonly string[] {
  if (kind !== 'message.posted') return [];
  const { clientMessageId } = JSON.parse(data) as { readonly clientMessageId: string | null };
  return clientMessageId === null ? [] : [clientMessageId];
}
