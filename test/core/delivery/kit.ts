import { setImmediate as turn } from 'node:timers/promises';
import { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import { LocalBroadcast } from '../../../adapters/system/local-broadcast.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { Delivery } from '../../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import { PROTOCOL_VERSION } from '../../../core/vocabulary/frames.js';
import type {
  ClientMessageId,
  CommandKey,
  RoomId,
  StreamName,
} from '../../../core/vocabulary/ids.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { Position } from '../../../core/vocabulary/position.js';
import type { Caller } from '../../../ports/auth.js';
import type { Snapshot, Store } from '../../../ports/store.js';
import { openHousehold, value } from '../world.js';
import type { Household } from '../world.js';
import { FakeSocket } from './fake-socket.js';
import { ManualClock } from './manual-clock.js';
import { Notes } from './notes.js';

/** Turns of the event loop before a test gives up. */
const TURNS_MAX = 20_000;

/** Waits until something holds. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let count = 0; count < TURNS_MAX; count += 1) {
    if (holds()) return;
    await turn();
  }
  throw new Error(`in vain: ${what}`);
}

/** Lets everything that is under way come to its end. */
export async function settle(): Promise<void> {
  for (let count = 0; count < 60; count += 1) await turn();
}

/** What a test may do to reads: count them, hold them up, make them fail. */
export class ReadFaults {
  reads = 0;
  /** Runs before the snapshot of a read is taken. */
  beforeRead: () => Promise<void> | void = () => undefined;
  /** Runs after a read, before its answer is given. */
  afterRead: () => Promise<void> | void = () => undefined;

  /** Runs before the nth statement of a read, from 1: what it throws is how that one fails. */
  atStatement: (nth: number) => void = () => undefined;

  around(store: Store): Store {
    const read = async <Value>(body: (snapshot: Snapshot) => Promise<Value>): Promise<Value> => {
      this.reads += 1;
      await this.beforeRead();
      const answer = await store.read((snapshot) => body(this.#watched(snapshot)));
      await this.afterRead();
      return answer;
    };
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'read') return read;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  #watched(snapshot: Snapshot): Snapshot {
    let statements = 0;
    return new Proxy(snapshot, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...given: readonly unknown[]): unknown => {
          statements += 1;
          this.atStatement(statements);
          return Reflect.apply(member, target, given);
        };
      },
    });
  }
}

export type Execute = (caller: Caller, command: Command) => Promise<CommandOutcome>;

interface KitOptions {
  readonly limits?: Partial<DeliveryLimits>;
  readonly execute?: Execute;
}

/** Delivery over a household of its own: the real store and engine, fake sockets, time by hand. */
export class Kit {
  readonly clock = new ManualClock();
  readonly broadcast = new LocalBroadcast();
  readonly faults = new ReadFaults();
  readonly notes = new Notes();
  readonly pressure = new SimulatedPressure();
  /** Every frame that was encoded, by type. */
  readonly encoded: string[] = [];
  readonly household: Household;
  readonly delivery: Delivery;
  /** Whether commits are told at once; the log is looked at in any case. */
  hintsArrive = true;
  #posts = 0;

  private constructor(household: Household, { limits, execute }: KitOptions) {
    this.household = household;
    this.clock.wall = household.clock.at;
    this.delivery = new Delivery({
      store: this.faults.around(household.store),
      broadcast: this.broadcast,
      clock: this.clock,
      random: systemRandom,
      digest: systemDigest,
      codec: {
        ...wireCodec,
        encodeServer: (frame) => {
          this.encoded.push(frame.type);
          return wireCodec.encodeServer(frame);
        },
      },
      telemetry: this.notes,
      pressure: this.pressure,
      execute: execute ?? ((caller, command) => household.engine.execute(caller, command)),
      ...(limits === undefined ? {} : { limits }),
    });
    household.store.onCommitted((runs) => {
      if (this.hintsArrive) this.broadcast.publish({ kind: 'moved', runs });
    });
  }

  static async open(options: KitOptions = {}): Promise<Kit> {
    const kit = new Kit(await openHousehold(), options);
    await kit.delivery.start();
    return kit;
  }

  async close(): Promise<void> {
    await this.household.close();
  }

  get caller(): Caller {
    return this.household.alice.caller;
  }

  get room(): StreamName {
    return roomStream(this.household.allTalk);
  }

  /** A socket that was accepted and has said nothing yet. */
  accept(caller: Caller | null = this.caller, address = '192.0.2.1'): FakeSocket {
    const socket = new FakeSocket(this.clock);
    this.delivery.accept(socket, caller, address);
    return socket;
  }

  hello(socket: FakeSocket): void {
    socket.say({ type: 'hello', protocol: PROTOCOL_VERSION, client: 'a test' });
  }

  /** A socket that was welcomed. */
  async connect(caller: Caller = this.caller): Promise<FakeSocket> {
    const socket = this.accept(caller);
    this.hello(socket);
    await eventually('welcome', () => socket.of('heads').length > 0);
    return socket;
  }

  /** A socket that follows a stream and is live. */
  async follow(
    stream: StreamName = this.room,
    position: Position | null = null,
    caller: Caller = this.caller,
  ): Promise<FakeSocket> {
    const socket = await this.connect(caller);
    socket.say({ type: 'join', stream, position });
    await eventually('live', () => socket.of('live').length > 0);
    return socket;
  }

  async post(body = 'Hello', roomId: RoomId = this.household.allTalk): Promise<number> {
    this.#posts += 1;
    const clientMessageId = `post-${this.#posts}` as ClientMessageId;
    const command = { name: 'post', roomId, clientMessageId, body } as const;
    return value(await this.household.messaging.post(this.caller, command)).seq;
  }

  async postMany(count: number, body = 'Hello'): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.post(body)));
  }

  /** Edits or deletes the message that was posted as the nth, from 1. */
  async edit(nth: number, body: string): Promise<void> {
    const key = `edit-${nth}` as CommandKey;
    const command = { name: 'edit', key, target: this.#target(nth), revision: 1, body } as const;
    value(await this.household.messaging.edit(this.caller, command));
  }

  async delete(nth: number): Promise<void> {
    const key = `delete-${nth}` as CommandKey;
    value(
      await this.household.messaging.delete(this.caller, {
        name: 'delete',
        key,
        target: this.#target(nth),
      }),
    );
  }

  async createRoom(roomName: string): Promise<RoomId> {
    const command = { name: 'createRoom', key: roomName as CommandKey, roomName } as const;
    return value(await this.household.rooms.create(this.caller, command)).roomId;
  }

  #target(nth: number) {
    const clientMessageId = `post-${nth}` as ClientMessageId;
    return { authorId: this.caller.userId, clientMessageId };
  }
}

/** What delivery holds when nobody is connected. */
export const NOTHING = {
  connections: 0,
  greeting: 0,
  closing: 0,
  persons: 0,
  addresses: 0,
  sessions: 0,
  subscriptions: 0,
  streams: 0,
  ringRuns: 0,
  ringBytes: 0,
  catchUpsRunning: 0,
  catchUpsWaiting: 0,
  catchUpsNear: 0,
  catchUpsFar: 0,
  catchUpsAnew: 0,
  catchUpsPassedOver: 0,
  commandsOutstanding: 0,
  queuedFrames: 0,
  outgoingBytes: 0,
  movedRooms: 0,
  pressureLevel: 0,
  typing: 0,
  leases: 0,
  claims: 0,
  presentStreams: 0,
  presenceWatchers: 0,
  presencePeers: 0,
  personConnectionsMost: 0,
  addressConnectionsMost: 0,
  connectionUnsentBytesMost: 0,
  connectionQueuedFramesMost: 0,
  connectionQueuedBytesMost: 0,
  connectionCommandsMost: 0,
  connectionRoomsMost: 0,
  streamRingRunsMost: 0,
  streamRingBytesMost: 0,
};
