import { expect } from 'chai';
import { MemoryLocalStore } from '../../../adapters/memory/memory-local-store.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { Client, type ClientOptions } from '../../../core/client/client.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import type { Clock } from '../../../ports/clock.js';
import type { LocalStore } from '../../../ports/local-store.js';
import type {
  Channel,
  ChannelEvents,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../../ports/transport.js';
import { ACCOUNT, ME } from './play.js';
import { EPOCH, person, ROOM, RoomLog } from './room-log.js';

/** A clock that stands still until it is moved. */
class HandClock implements Clock {
  #at = 0;
  readonly #due: { at: number; callback: () => void }[] = [];

  now(): number {
    return 1_700_000_000_000 + this.#at;
  }

  monotonic(): number {
    return this.#at;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#at + delayMs, callback };
    this.#due.push(timer);
    return () => {
      const index = this.#due.indexOf(timer);
      if (index !== -1) this.#due.splice(index, 1);
    };
  }

  get waiting(): number {
    return this.#due.length;
  }

  pass(ms: number): void {
    this.#at += ms;
    const ready = this.#due.filter(({ at }) => at <= this.#at);
    for (const timer of ready) {
      this.#due.splice(this.#due.indexOf(timer), 1);
      timer.callback();
    }
  }
}

/** A server that is played by hand. */
class HandTransport implements Transport {
  events: ChannelEvents | null = null;
  readonly frames: ClientFrame[] = [];
  readonly requests: string[] = [];
  closed = 0;
  answer: () => Promise<HttpAnswer> = () => Promise.reject(new Error('no answer'));

  connect(events: ChannelEvents): Channel {
    this.events = events;
    return {
      send: (text) => {
        const decoded = wireCodec.decodeClient(text);
        if (decoded.ok) this.frames.push(decoded.frame);
      },
      close: () => {
        this.closed += 1;
      },
    };
  }

  request({ path }: HttpRequest): Promise<HttpAnswer> {
    this.requests.push(path);
    return this.answer();
  }

  say(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.events?.frame(wireCodec.encodeServer(frame).text);
  }

  welcome(): void {
    this.events?.opened();
    const me = person(ME);
    this.say(
      { type: 'welcome', protocol: 1, epoch: EPOCH, me, pingIntervalMs: 25_000 },
      ...ACCOUNT,
    );
  }

  /** The last frame of a type that the client sent. */
  last<Type extends ClientFrame['type']>(
    type: Type,
  ): Extract<ClientFrame, { type: Type }> | undefined {
    return this.frames.findLast(
      (frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type,
    );
  }
}

function open(more: Partial<ClientOptions> = {}) {
  const transport = new HandTransport();
  const clock = new HandClock();
  const client = new Client({
    transport,
    clock,
    codec: wireCodec,
    readPage: readPageAnswer,
    random: systemRandom,
    digest: systemDigest,
    localStore: new MemoryLocalStore(),
    tab: 'tab-1',
    name: 'test',
    ...more,
  });
  return { transport, clock, client };
}

/** Lets everything happen that waits for nothing but promises. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

function failing(): LocalStore {
  const fail = (): Promise<never> => Promise.reject(new Error('no storage here'));
  return {
    load: fail,
    put: fail,
    claim: fail,
    settle: fail,
    adopt: fail,
    putDraft: fail,
    clear: fail,
    profile: fail,
  };
}

describe('core/client client', () => {
  it('CN14 writes, sends and shows a message once, over real frames', async () => {
    const { client, transport } = open();
    const log = new RoomLog();
    client.start();
    client.openRoom(ROOM);
    transport.welcome();
    transport.say(log.reset(), log.live());
    await settle();
    const id = await client.post(ROOM, 'hello');
    await settle();
    const sent = transport.last('command');
    expect(sent?.command).to.deep.equal({
      name: 'post',
      roomId: ROOM,
      clientMessageId: id,
      body: 'hello',
    });
    log.add({ do: 'post', by: ME, key: id });
    transport.say(log.run(2, 2));
    const rows = timelineRows(client.state, ROOM);
    expect(rows.map(({ kind, key }) => [kind, key])).to.deep.equal([['message', `own:${id}`]]);
    expect([...client.positions.keys()]).to.deep.equal(['account', 'user:1', 'room:1']);
  });

  it('CN14 the state is the same object until something of it changes, and listeners hear of each change', () => {
    const { client, transport } = open();
    let changes = 0;
    const end = client.subscribe(() => (changes += 1));
    client.start();
    transport.welcome();
    const { state } = client;
    const before = changes;
    transport.say({ type: 'pong', n: 1, heads: [] });
    expect(client.state).to.equal(state);
    expect(changes).to.equal(before);
    end();
    client.openRoom(ROOM);
    expect(client.state).not.to.equal(state);
    expect(changes).to.equal(before);
  });

  it('CN14 a listener may act: what it does is worked through after what it heard of', () => {
    const { client, transport } = open();
    const phases: string[] = [];
    client.subscribe(() => {
      phases.push(client.state.connection.phase);
      if (client.state.connection.phase === 'online') client.openRoom(ROOM);
    });
    client.start();
    transport.welcome();
    expect(phases.filter((phase) => phase === 'online').length).to.be.above(1);
    expect(transport.last('join')).to.deep.equal({
      type: 'join',
      stream: 'room:1',
      position: null,
    });
  });

  it('CN15 a frame that is no frame ends the connection; the client comes back', () => {
    const { client, transport, clock } = open();
    client.start();
    transport.welcome();
    transport.events?.frame('{"type":"nonsense"}');
    expect(client.state.connection.phase).to.equal('waiting');
    expect(transport.closed).to.equal(1);
    clock.pass(1_000);
    expect(client.state.connection.phase).to.equal('connecting');
  });

  it('CN16 a discontinuity is announced to those who asked', () => {
    const { client, transport } = open();
    const heard: string[] = [];
    const end = client.onAnnouncement(({ kind, stream }) => heard.push(`${kind} ${stream}`));
    const log = new RoomLog();
    client.start();
    client.openRoom(ROOM);
    transport.welcome();
    transport.say(log.reset(), log.live(), log.reset());
    end();
    transport.say(log.reset());
    expect(heard).to.deep.equal(['discontinuity room:1']);
  });

  it('CL22 pages come over HTTP, checked; what is no page says so', async () => {
    const { client, transport } = open();
    const log = new RoomLog();
    for (let post = 0; post < 9; post += 1) log.add({ do: 'post', by: 2 });
    client.start();
    client.openRoom(ROOM);
    transport.welcome();
    transport.say(log.reset(), log.live());
    const refusals: (string | undefined)[] = [];
    const bodies: readonly HttpAnswer[] = [
      { status: 200, body: { page: 'nonsense' } },
      { status: 503, body: { error: { code: 'busy', message: 'Wait.' } } },
      { status: 502, body: null },
    ];
    for (const body of bodies) {
      transport.answer = () => Promise.resolve(body);
      client.loadOlder(ROOM);
      await settle();
      refusals.push(client.state.rooms.get(ROOM)?.timeline.pageRefusal?.code);
    }
    expect(refusals).to.deep.equal(['protocol_violation', 'busy', 'unavailable']);
    const path = transport.requests.at(-1) ?? '';
    const body = { page: log.page(path), people: [person(2)] };
    transport.answer = () => Promise.resolve({ status: 200, body });
    client.loadOlder(ROOM);
    await settle();
    expect(client.state.rooms.get(ROOM)?.timeline.messages).to.have.length(8);
  });

  it('OB22 commands resolve with their outcome, and a post that cannot be kept rejects with a code', async () => {
    const { client, transport } = open();
    const early = await client.post(ROOM, 'hello').catch((error: unknown) => error);
    expect(early).to.deep.include({ code: 'unavailable' });
    client.start();
    transport.welcome();
    const removed = client.remove(101 as MessageId);
    const sent = transport.last('command');
    const refusal = { code: 'not_found', message: 'There is no such message.' } as const;
    const outcome = { ok: false, refusal } as const;
    transport.say({ type: 'answer', id: sent?.id ?? 0, name: 'delete', outcome });
    expect(await removed).to.deep.equal(outcome);
    const created = client.createRoom('Garden');
    client.stop();
    expect(await created).to.deep.include({ ok: false });
  });

  it('OB22 where nothing can be stored, messages are sent from memory and the state says so', async () => {
    const { client, transport } = open({ localStore: failing() });
    client.start();
    transport.welcome();
    await settle();
    const id = await client.post(ROOM, 'hello');
    await settle();
    expect(client.state.outboxDurable).to.equal(false);
    const { command } = transport.last('command') ?? {};
    expect(command).to.deep.include({ clientMessageId: id });
  });

  it('OB22 a device that does not answer for 10 s counts as failed', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const { client, transport, clock } = open({ localStore: { ...failing(), load: never } });
    client.start();
    transport.welcome();
    await settle();
    expect(client.state.outboxDurable).to.equal(true);
    clock.pass(10_000);
    await settle();
    expect(client.state.outboxDurable).to.equal(false);
  });

  it('OB23 entries of dead tabs are taken over and sent; those of living tabs are not', async () => {
    const localStore = new MemoryLocalStore();
    const writer = open({ localStore, tab: 'dead' });
    writer.client.start();
    writer.transport.welcome();
    await settle();
    writer.transport.events?.closed('retry');
    await writer.client.post(ROOM, 'left behind');
    writer.client.stop();
    for (const [alive, expected] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const { client, transport } = open({ localStore, tab: 'tab-2', isTabAlive: () => alive });
      client.start();
      transport.welcome();
      await settle();
      expect(client.state.outbox.length, `alive: ${alive}`).to.equal(expected);
      client.stop();
    }
  });

  it('CN13 after stop no timer is left', async () => {
    const { client, transport, clock } = open();
    client.start();
    transport.welcome();
    await settle();
    client.stop();
    expect(clock.waiting).to.equal(0);
    expect(transport.closed).to.equal(1);
  });

  it('CN18 callers count until they are answered, and channels until they are closed', async () => {
    const { client, transport } = open();
    client.start();
    transport.welcome();
    await settle();
    const outcome = client.createRoom('Garden');
    const posted = client.post(ROOM, 'hello');
    expect(client.stats()).to.deep.equal({ callers: 2, channels: 1 });
    await posted;
    expect(client.stats()).to.deep.equal({ callers: 1, channels: 1 });
    client.stop();
    expect((await outcome).ok).to.equal(false);
    expect(client.stats()).to.deep.equal({ callers: 0, channels: 0 });
  });
});
