import { SimulatedClock } from '../../../../adapters/simulated/clock.js';
import { wireCodec } from '../../../../adapters/wire/codec.js';
import { Relay } from '../../../../core/client/tabs/relay.js';
import type { SeatEnd } from '../../../../core/client/tabs/messages.js';
import type { Seat } from '../../../../core/client/tabs/seat.js';
import { done } from '../../../../core/vocabulary/errors.js';
import type { ProfileId } from '../../../../core/vocabulary/fence.js';
import type { ClientFrame, ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { StreamName } from '../../../../core/vocabulary/ids.js';
import { positionAt, type Position } from '../../../../core/vocabulary/position.js';
import type { ChannelEvents, CloseReason } from '../../../../ports/transport.js';
import { ME } from '../play.js';
import { EPOCH, person, RoomLog } from '../room-log.js';
import { VirtualTime } from './virtual-time.js';

export const ROOM_STREAM: StreamName = 'room:1';

type FrameOf<Type extends ClientFrame['type']> = Extract<ClientFrame, { type: Type }>;

/** A tab at the relay, that writes down what it is handed. */
export class HandSeat implements Seat {
  readonly frames: ServerFrame[] = [];
  end: SeatEnd | null = null;
  readonly #relay: Relay;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  deliver(text: string): void {
    const decoded = wireCodec.decodeServer(text);
    if (!decoded.ok) throw new Error(decoded.reason);
    this.frames.push(decoded.frame);
  }

  offer(text: string): void {
    this.deliver(text);
  }

  over(reason: SeatEnd): void {
    this.end = reason;
  }

  say(...frames: readonly ClientFrame[]): void {
    for (const frame of frames) this.#relay.take(this, wireCodec.encodeClient(frame).text);
  }

  join(position: Position | null, stream: StreamName = ROOM_STREAM): void {
    this.say({ type: 'join', stream, position });
  }

  /** What came since the last look, in short. */
  took(): readonly string[] {
    return this.frames.splice(0).map(inShort);
  }
}

/** A relay whose server is played by hand. */
export class RelayBench {
  readonly time = new VirtualTime();
  readonly log = new RoomLog();
  readonly relay: Relay;
  readonly told: string[] = [];
  readonly frames: ClientFrame[] = [];
  /** For how long the device has slept so far, with steady clocks that stood still. */
  sleptMs = 0;
  connections = 0;
  closed = 0;
  events: ChannelEvents | null = null;

  constructor() {
    const wallOffsetMs = (): number => this.sleptMs;
    const clock = new SimulatedClock({ timeline: this.time.page(), wallStart: 0, wallOffsetMs });
    const transport = {
      connect: (events: ChannelEvents) => {
        this.connections += 1;
        this.events = events;
        return { send: (text: string) => this.#receive(text), close: () => (this.closed += 1) };
      },
      request: () => Promise.reject(new Error('no requests here')),
    };
    const profile = Promise.resolve('profile' as ProfileId);
    this.relay = new Relay({ transport, codec: wireCodec, clock }, profile, {
      serving: () => this.told.push('serving'),
      deposed: () => this.told.push('deposed'),
    });
  }

  /** A seat whose client has said hello. */
  seat(protocol = 1): HandSeat {
    const seat = new HandSeat(this.relay);
    this.relay.open(seat);
    seat.say({ type: 'hello', protocol, client: 'test' });
    return seat;
  }

  /** Lets the connection open, be welcomed and have its term, and seats be greeted. */
  async greeted(count: number, term = 1): Promise<readonly HandSeat[]> {
    const seats = Array.from({ length: count }, () => this.seat());
    await this.welcome(term);
    for (const seat of seats) seat.took();
    return seats;
  }

  /** The server says welcome, and waits for the bid for the reign. */
  hello(): void {
    this.events?.opened();
    const me = person(ME);
    this.say({ type: 'welcome', protocol: 1, epoch: EPOCH, me, pingIntervalMs: 15_000 });
  }

  async welcome(term = 1): Promise<void> {
    this.hello();
    await this.time.pass(0);
    const lead = this.sent('command').find(({ command }) => command.name === 'lead');
    if (lead === undefined) return;
    const outcome = done({ term });
    this.say({ type: 'answer', id: lead.id, name: 'lead', outcome });
    await this.time.pass(0);
  }

  say(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.events?.frame(wireCodec.encodeServer(frame).text);
  }

  close(reason: CloseReason): void {
    this.events?.closed(reason);
  }

  /** Frames of a type that reached the server since the last look at them. */
  sent<Type extends ClientFrame['type']>(type: Type): readonly FrameOf<Type>[] {
    const found = this.frames.filter((frame): frame is FrameOf<Type> => frame.type === type);
    for (const frame of found) this.frames.splice(this.frames.indexOf(frame), 1);
    return found;
  }

  /** Sequences from which the room was joined since the last look; null for a snapshot. */
  joined(): readonly (number | null)[] {
    return this.sent('join').map(({ position }) => position?.seq ?? null);
  }

  at(seq: number): Position {
    return positionAt(EPOCH, seq, this.log.digestAt(seq));
  }

  /** Someone posts, and the server says so. */
  post(count = 1): void {
    for (let post = 0; post < count; post += 1) {
      this.log.add({ do: 'post', by: 2 });
      this.say(this.log.run(this.log.head, this.log.head));
    }
  }

  #receive(text: string): void {
    const decoded = wireCodec.decodeClient(text);
    if (!decoded.ok) throw new Error(decoded.reason);
    this.frames.push(decoded.frame);
  }
}

function inShort(frame: ServerFrame): string {
  switch (frame.type) {
    case 'run':
      return `run ${frame.from}..${frame.to}`;
    case 'reset':
    case 'live':
      return `${frame.type} ${frame.seq}`;
    case 'answer':
      return `answer ${frame.id} ${frame.outcome.ok ? 'ok' : frame.outcome.refusal.code}`;
    case 'pong':
      return ['pong', frame.n, ...frame.heads.map((head) => head.join(':'))].join(' ');
    case 'heads':
      return `heads ${frame.heads.map(([room, head]) => `${room}:${head}`).join(' ')}`;
    default:
      return frame.type;
  }
}
