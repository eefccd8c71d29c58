import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { Life } from '../kernel/life.js';
import type { ServerFault } from '../plan/plan.js';
import { DELIVERY_LIMITS } from '../../../core/delivery/limits.js';
import { ForeignLock } from './foreign-lock.js';
import type { ServerHost } from './server-host.js';
import type { ServerNode } from './server-node.js';
import type { ServerProcess } from './server-process.js';
import { changedOutcome, type World } from './world.js';

/** How often a nearly full disk has some pages again. */
const DISK_FREED_MS = 300;
/** Another program tries this often to get the lock. */
const LOCK_RETRY_MS = 2;
/** A power loss within a commit waits for one at most so long. */
const COMMIT_AWAITED_MS = 1_000;
/** How long a planned end waits before it looks again whether a batch is open. */
const BETWEEN_BATCHES_MS = 1;

/** Makes what is planned to go wrong on the machine of the servers go wrong. */
export class ServerTrouble {
  readonly #world: World;
  readonly #host: ServerHost;
  readonly #life: Life;
  readonly #lock = new ForeignLock();
  /** How many pressures each place has had. */
  readonly #pressures = new Map<ServerNode, number>();

  constructor(world: World, host: ServerHost) {
    this.#world = world;
    this.#host = host;
    this.#life = world.kernel.begin('server trouble');
  }

  strike(fault: ServerFault): void {
    switch (fault.class) {
      case 'S3':
        this.#fillDisk(fault);
        return;
      case 'S1':
        this.#lockFile(this.#world.kernel.nowUs / 1_000 + fault.forMs);
        return;
      case 'S7':
        this.#losePower(fault.inCommit);
        return;
      case 'S8':
        this.#restoreCopy(fault.olderMs);
        return;
      default:
        this.#onNode(fault, this.#host.nodes[fault.process]);
    }
  }

  /** Every fault ends. What was broken stays so until it is noticed; what is lost is lost. */
  stop(): void {
    for (const node of this.#host.nodes) this.#holdPressure(node, 0);
    this.#host.space.leave(null);
    this.#world.model.recovery.hasRoom(true);
    this.#host.cuts.heal();
    this.#host.powerFailsInCommit = false;
    this.#lock.release();
  }

  #onNode(
    fault: Extract<ServerFault, { readonly process: number }>,
    node: ServerNode | undefined,
  ): void {
    if (node === undefined || node.isLost) return;
    switch (fault.class) {
      case 'P1':
        this.#restart(node, fault.downMs);
        return;
      case 'P2':
        this.#drain(node, fault.downMs);
        return;
      case 'P3':
        this.#pause(node, fault.forMs);
        return;
      case 'P4':
        this.#lose(node);
        return;
      case 'P5':
        this.#press(node, fault);
        return;
      case 'P6':
        this.#losePart(node, fault);
        return;
      case 'N8':
        this.#host.cuts.cut(node.name, fault.way, fault.forMs);
        return;
      case 'C3':
        changedOutcome(this.#world, 'C3');
        node.wall.offsetMs += fault.byMs;
    }
  }

  /** Ends the process between two batches, and starts another after a while. */
  #restart(node: ServerNode, downMs: number): void {
    const { process } = node;
    if (process === null) return;
    this.#betweenBatches(process, () => {
      changedOutcome(this.#world, 'P1');
      this.#host.crash(node, downMs);
    });
  }

  /** Ends the process in good order, as a deployment does: the other goes on meanwhile. */
  #drain(node: ServerNode, downMs: number): void {
    const { process } = node;
    if (process === null || process.lost !== null) return;
    changedOutcome(this.#world, 'P2');
    this.#world.network.retire(process.server);
    node.isDraining = true;
    let begun = { startedUs: this.#world.kernel.nowUs, open: this.#openAt(process) };
    let { delivery } = process;
    const drained = process.stopJobs().then(() => {
      begun = { startedUs: this.#world.kernel.nowUs, open: this.#openAt(process) };
      ({ delivery } = process);
      return delivery.drain();
    });
    drained.then(
      () => {
        this.#drained(process, begun);
        if (process.delivery === delivery) this.#ended(process);
        node.isDraining = false;
        this.#betweenBatches(process, () => {
          this.#host.crash(node, downMs);
        });
      },
      (error: unknown) => {
        this.#world.model.defect(`the drain failed: ${String(error)}`);
      },
    );
  }

  #openAt({ server }: ServerProcess): readonly SimulatedConnection[] {
    const { network } = this.#world;
    return network
      .connections()
      .filter((one) => one.live && one.isHeard && network.serverOf(one) === server);
  }

  /**
   * Whoever has come since it began is being turned away, and may be so still. A process that stood
   * still meanwhile has had no time.
   */
  #drained(
    { life, limits }: ServerProcess,
    {
      startedUs,
      open,
    }: { readonly startedUs: number; readonly open: readonly SimulatedConnection[] },
  ): void {
    const { kernel, model, config } = this.#world;
    model.ends.drainLeft(life.lane, open.filter(({ live }) => live).length);
    if (config.faults.P3.on) return;
    model.ends.drained(life.lane, (kernel.nowUs - startedUs) / 1_000, limits.drainMsMax + 1);
  }

  /** Nothing is to happen any more in delivery that was drained, once everyone has gone. */
  #ended({ life, delivery, deliveryTimers }: ServerProcess): void {
    const { connections, closing } = delivery.stats();
    if (connections + closing > 0) return;
    this.#world.model.resources.left(life.lane, { 'timers of a drain': deliveryTimers });
  }

  /** Nothing of it runs for a while; it does not know, and its timers are overdue then. */
  #pause(node: ServerNode, forMs: number): void {
    const { life } = node;
    if (life === null || life.paused) return;
    changedOutcome(this.#world, 'P3');
    this.#world.kernel.pause(life);
    this.#life.schedule(forMs * 1_000, { kind: 'resume', entity: node.name }, () => {
      life.resume();
    });
  }

  /** One pressure of a process gives way to the next. */
  #press(
    node: ServerNode,
    { what, share, forMs }: Extract<ServerFault, { readonly class: 'P5' }>,
  ): void {
    const number = this.#holdPressure(node, share, what);
    this.#life.schedule(forMs * 1_000, { kind: 'P5', entity: 'over' }, () => {
      if (this.#pressures.get(node) === number) this.#holdPressure(node, 0);
    });
  }

  /** @param share - of a limit; 0: nothing presses it. @returns which pressure it is. */
  #holdPressure(node: ServerNode, share: number, what: 'memory' | 'loop' = 'memory'): number {
    const number = (this.#pressures.get(node) ?? 0) + 1;
    this.#pressures.set(node, number);
    const { memoryBytesMax, loopDelayMsMax } = DELIVERY_LIMITS;
    const held = { memory: { memoryBytes: memoryBytesMax * share } };
    const loop = { loopDelayMs: loopDelayMsMax * share };
    node.pressure.hold(share === 0 ? {} : what === 'memory' ? held.memory : loop);
    const strain = share >= 1 ? 'over' : share === 0 ? 'eased' : 'between';
    this.#world.model.pressures.strained(node.name, strain);
    return number;
  }

  /** What is drained goes as a whole. */
  #losePart(node: ServerNode, { part, downMs }: Extract<ServerFault, { class: 'P6' }>): void {
    if (node.process === null || node.isDraining || node.process.lost !== null) return;
    changedOutcome(this.#world, 'P6');
    if (part === 'engine') this.#host.loseEngine(node, downMs);
    else this.#host.loseDelivery(node, downMs);
  }

  /** The last one is never lost: nobody could go on. */
  #lose(node: ServerNode): void {
    const rest = this.#host.nodes.filter((other) => other !== node && !other.isLost);
    if (rest.length === 0) return;
    changedOutcome(this.#world, 'P4');
    this.#host.crash(node, null);
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

  /** Tries until it has the lock, and holds it until a time. */
  #lockFile(untilMs: number): void {
    const leftMs = untilMs - this.#world.kernel.nowUs / 1_000;
    if (leftMs <= 0 || !this.#world.faulty.on) return;
    if (this.#host.process === null || !this.#lock.take(this.#host.path)) {
      this.#life.schedule(LOCK_RETRY_MS * 1_000, { kind: 'lock', entity: 'retry' }, () => {
        this.#lockFile(untilMs);
      });
      return;
    }
    changedOutcome(this.#world, 'S1');
    this.#life.schedule(leftMs * 1_000, { kind: 'lock', entity: 'release' }, () => {
      this.#lock.release();
    });
  }

  #losePower(inCommit: boolean): void {
    if (!inCommit) {
      this.#host.losePower();
      return;
    }
    this.#host.powerFailsInCommit = true;
    this.#life.schedule(COMMIT_AWAITED_MS * 1_000, { kind: 'power', entity: '' }, () => {
      if (this.#host.powerFailsInCommit) this.#host.losePower();
    });
  }

  /**
   * An operator puts back what a file was some time ago. One without somebody who has come or
   * signed in since is left alone: they would have to be told to come again.
   */
  #restoreCopy(olderMs: number): void {
    const backup = this.#host.backUp();
    if (backup === null) return;
    this.#life.schedule(olderMs * 1_000, { kind: 'restore', entity: '' }, () => {
      const { path } = this.#host;
      if (!this.#world.faulty.on || !backup.knowsAllOf(path) || !backup.isOlderThan(path)) return;
      changedOutcome(this.#world, 'S8');
      this.#world.goal('copy-restored');
      this.#host.restore(backup);
    });
  }

  /**
   * What is freed now and then is filled again: each time, some units fit and then one does not.
   */
  #fillDisk(fault: Extract<ServerFault, { class: 'S3' }>): void {
    const { space } = this.#host;
    for (let afterMs = 0; afterMs < fault.forMs; afterMs += DISK_FREED_MS) {
      this.#life.schedule(afterMs * 1_000, { kind: 'disk', entity: 'full' }, () => {
        if (!this.#world.faulty.on) return;
        space.leave(fault.pages);
        this.#world.model.recovery.hasRoom(false);
      });
    }
    this.#life.schedule(fault.forMs * 1_000, { kind: 'disk', entity: 'room' }, () => {
      space.leave(null);
      this.#world.model.recovery.hasRoom(true);
    });
  }
}
