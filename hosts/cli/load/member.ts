import { MemoryLocalStore } from '../../../adapters/memory/memory-local-store.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { Client } from '../../../core/client/client.js';
import type { RoomView } from '../../../core/client/state.js';
import { isChatError } from '../../../core/vocabulary/errors.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Transport } from '../../../ports/transport.js';
import type { Timings } from './timings.js';
import { keyOf, ViewRecord } from './view-record.js';

/** What everybody says, over and over. */
const BODY = 'says something of the length that people say things in, to see whether it arrives. ';

/** One real client of a load: the half of Hearth that runs in browsers, on a real socket. */
export class Member {
  readonly #client: Client;
  readonly #name: string;
  readonly #body: string;
  readonly #timings: Timings;
  readonly #written: string[] = [];
  #record: ViewRecord | null = null;
  #roomId: RoomId | null = null;
  #isReset = false;
  #wasOnline = false;
  #connections = 0;
  #drafted = 0;
  #refused = 0;

  constructor(parts: {
    readonly name: string;
    readonly transport: Transport;
    readonly timings: Timings;
    readonly bodyBytes: number;
  }) {
    this.#name = parts.name;
    this.#body = BODY.repeat(Math.ceil(parts.bodyBytes / BODY.length)).slice(0, parts.bodyBytes);
    this.#timings = parts.timings;
    this.#client = new Client({
      transport: parts.transport,
      codec: wireCodec,
      readPage: readPageAnswer,
      clock: systemClock,
      random: systemRandom,
      digest: systemDigest,
      localStore: new MemoryLocalStore(),
      tab: parts.name,
      name: 'hearth load',
    });
    this.#client.onAnnouncement(({ stream }) => {
      if (this.#roomId !== null && stream === roomStream(this.#roomId)) this.#isReset = true;
    });
    this.#client.subscribe(() => {
      this.#look();
    });
  }

  get isOnline(): boolean {
    return this.#client.state.connection.phase === 'online';
  }

  /** Whether the room is live and shows its newest message. */
  get isLive(): boolean {
    const view = this.#room();
    return this.isOnline && view?.status.kind === 'live' && !view.timeline.newerExist;
  }

  /** Whether nothing that was written is still under way. */
  get isSettled(): boolean {
    return this.#client.state.outbox.every(
      ({ state }) => state.kind === 'failed' || state.kind === 'rejected',
    );
  }

  /** Times that a connection was made. */
  get connections(): number {
    return this.#connections;
  }

  /** Messages that the client did not take, for its outbox was full. */
  get refused(): number {
    return this.#refused;
  }

  /** Keys that the client promised to keep, in order of writing. */
  get written(): readonly string[] {
    return this.#written;
  }

  /** Keys that are in the outbox as not sent. */
  get unsent(): readonly string[] {
    return this.#client.state.outbox.map(({ body }) => keyOf(body));
  }

  get record(): ViewRecord {
    return this.#record ?? new ViewRecord(0);
  }

  /** The newest sequence in view. */
  get newest(): Sequence {
    return this.#room()?.timeline.messages.at(-1)?.seq ?? 0;
  }

  start(): void {
    this.#client.start();
  }

  stop(): void {
    this.#client.stop();
  }

  /** The room of the account that comes first; null before the account is known. */
  firstRoom(): RoomId | null {
    return this.#client.state.account?.rooms[0]?.id ?? null;
  }

  open(roomId: RoomId): void {
    this.#roomId = roomId;
    this.#client.openRoom(roomId);
  }

  /** From here on what is shown is part of the load. */
  begin(): void {
    this.#record = new ViewRecord(this.newest);
    this.#isReset = false;
  }

  /** Writes the next message. */
  async write(): Promise<void> {
    if (this.#roomId === null) return;
    this.#drafted += 1;
    const key = `${this.#name}-${this.#drafted}`;
    this.#timings.written(key, systemClock.monotonic());
    try {
      await this.#client.post(this.#roomId, `${key} ${this.#body}`);
      this.#written.push(key);
    } catch (error) {
      if (!isChatError(error)) throw error;
      this.#refused += 1;
    }
  }

  #room(): RoomView | undefined {
    return this.#roomId === null ? undefined : this.#client.state.rooms.get(this.#roomId);
  }

  #look(): void {
    const at = systemClock.monotonic();
    if (this.isOnline && !this.#wasOnline) this.#connections += 1;
    this.#wasOnline = this.isOnline;
    for (const { state, body } of this.#client.state.outbox) {
      if (state.kind === 'confirmed') this.#timings.acknowledged(keyOf(body), at);
    }
    const view = this.#room();
    if (view === undefined || view.timeline.newerExist || this.#record === null) return;
    const seen = this.#record.see(view.timeline.messages, this.#isReset);
    if (seen.length > 0) this.#isReset = false;
    for (const { key } of seen) {
      this.#timings.seen(key, at);
      if (key.startsWith(`${this.#name}-`)) this.#timings.acknowledged(key, at);
    }
  }
}
