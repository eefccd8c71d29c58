import { systemRandom } from '../../../adapters/system/random.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import type { Lease } from '../../../core/presence/lease.js';
import { Presence } from '../../../core/presence/presence.js';
import type { PresenceFrame } from '../../../core/vocabulary/frames.js';
import type { RoomId, SessionId, UserId } from '../../../core/vocabulary/ids.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { Activity, NodeId, NodeWord } from '../../../core/vocabulary/presence.js';
import type { Signal } from '../../../ports/broadcast.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import type { Handover } from '../../../ports/handovers.js';
import type { Snapshot, Store, Tx } from '../../../ports/store.js';
import { settle } from '../delivery/kit.js';
import { Notes } from '../delivery/notes.js';
import { ManualClock } from '../delivery/manual-clock.js';

export const GARDEN = 7 as RoomId;

/** Somebody who watches the account and the garden. */
export class Watcher {
  open = true;
  readonly frames: PresenceFrame[] = [];

  send(frame: EncodedFrame): void {
    const decoded = wireCodec.decodeServer(frame.text);
    if (decoded.ok && decoded.frame.type === 'presence') this.frames.push(decoded.frame);
  }

  /** What was said of the account, in short. */
  get told(): readonly string[] {
    return this.frames
      .filter(({ stream }) => stream === 'account')
      .map(({ scope, present }) =>
        [scope, ...present.map(([userId, state]) => `${String(userId)} ${state}`)].join(' '),
      );
  }
}

/** A start of a process, with its presence alone. */
export interface Process {
  readonly presence: Presence;
  readonly watcher: Watcher;
  /** Words that it said. */
  readonly said: NodeWord[];
  readonly notes: Notes;
  /** The name under which it said them. */
  node: NodeId;
  /** Whether what it says and hears gets through. */
  isCutOff: boolean;
}

/** Processes that share a clock, a bus and a database of hand-overs. */
export class Machine {
  readonly clock = new ManualClock();
  readonly handovers: Handover[] = [];
  readonly processes: Process[] = [];
  isPressed = false;
  /** Words that a test loses. */
  loses: (word: NodeWord) => boolean = () => false;

  async start(): Promise<Process> {
    const said: NodeWord[] = [];
    const watcher = new Watcher();
    const notes = new Notes();
    const presence = new Presence({
      store: this.#store(),
      broadcast: {
        publish: (signal) => this.#publish(process, signal),
        subscribe: () => () => undefined,
      },
      clock: this.clock,
      random: systemRandom,
      codec: wireCodec,
      telemetry: notes,
      isPressed: () => this.isPressed,
    });
    const process: Process = { presence, watcher, said, notes, node: '', isCutOff: false };
    this.processes.push(process);
    presence.watch('account', watcher);
    presence.watch(roomStream(GARDEN), watcher);
    await presence.start();
    return process;
  }

  /** It ends in the middle of whatever it did. */
  kill(process: Process): void {
    process.presence.stop();
    process.isCutOff = true;
    this.processes.splice(this.processes.indexOf(process), 1);
  }

  async drain(process: Process): Promise<void> {
    await process.presence.handOver();
    this.kill(process);
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }

  #publish(from: Process, signal: Signal): void {
    if (signal.kind !== 'presence') return;
    from.said.push(signal.word);
    from.node = signal.node;
    if (from.isCutOff || this.loses(signal.word)) return;
    for (const { presence, isCutOff } of this.processes) {
      if (!isCutOff) presence.hear(signal.node, signal.word);
    }
  }

  #store(): Pick<Store, 'read' | 'write'> {
    const tx = {
      handovers: () => Promise.resolve([...this.handovers]),
      people: (ids: readonly UserId[]) => Promise.resolve(ids.map(person)),
      putHandover: (handover: Handover) => Promise.resolve(this.handovers.push(handover)),
      clearHandovers: () => Promise.resolve(this.handovers.splice(0)),
    };
    return {
      read: (look) => look(tx as unknown as Snapshot),
      write: (unit) => unit(tx as unknown as Tx),
    };
  }
}

/** A person who is there by way of a process, in the account and the garden. */
export function enter({ presence }: Process, id: number, state: Activity = 'active'): Lease {
  const holder = { person: person(id as UserId), sessionId: (100 + id) as SessionId };
  const lease = presence.enter(holder, state);
  lease.follows('account');
  lease.follows(roomStream(GARDEN));
  return lease;
}

function person(id: UserId) {
  return { id, name: `person ${String(id)}`, role: 'member', version: 1 } as const;
}
