import { SimulatedNetwork } from '../../../adapters/simulated/network.js';
import type { Conditions, SimulatedServer } from '../../../adapters/simulated/network.js';
import type { PipeConditions } from '../../../adapters/simulated/pipe.js';
import type { Timeline } from '../../../adapters/simulated/timeline.js';
import { SimulatedTransport } from '../../../adapters/simulated/transport.js';
import { Kernel } from '../../../hosts/simulator/kernel/kernel.js';
import { Trace } from '../../../hosts/simulator/kernel/trace.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { Socket } from '../../../ports/socket.js';
import type { Channel, CloseReason, HttpAnswer, HttpRequest } from '../../../ports/transport.js';
import type { SocketBench, SocketPeer } from '../../contracts/socket.contract.js';
import type { TransportBench, TransportPeer } from '../../contracts/transport.contract.js';

/** One way through the network, in milliseconds. */
const DELAY_MS = 2;
/** How long a paused peer waits before it looks again. */
const PAUSE_MS = 1;

/**
 * Virtual time that goes on by itself while a test waits: one event in each turn of the real event
 * loop, so that suites written for real adapters run on twins as they are.
 */
export class RunningTime {
  readonly timeline: Timeline;
  readonly #kernel: Kernel;
  #running = true;

  /** @param shuffleTies - whether what comes at one instant comes in an order of chance. */
  constructor(shuffleTies = false) {
    const kernel = new Kernel({
      seed: 1,
      trace: new Trace(),
      // Between two turns of the real event loop every microtask runs.
      drain: () => undefined,
      shuffleTies,
      afterEvent: () => false,
    });
    const life = kernel.begin('bench');
    this.#kernel = kernel;
    this.timeline = {
      nowMs: () => kernel.nowUs / 1_000,
      after: (delayMs, step, run) => life.schedule(delayMs * 1_000, step, run),
      waits: (step) => kernel.waits(life, step),
    };
    this.#turn();
  }

  /** Resolves once so much virtual time has passed. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.after(ms, { kind: 'pass', entity: '' }, resolve);
    });
  }

  stop(): void {
    this.#running = false;
  }

  #turn(): void {
    if (!this.#running) return;
    this.#kernel.step();
    setImmediate(() => {
      this.#turn();
    });
  }
}

/** A way through a network on which nothing goes wrong, and that can be held up. */
class SteadyConditions implements Conditions {
  readonly up: PipeConditions;
  readonly down: PipeConditions;
  isPaused = false;

  constructor(timeline: Timeline) {
    const pipe: PipeConditions = {
      delayMs: () => DELAY_MS,
      fate: () => ({ kind: 'deliver' }),
      takesBytesAtMs: () => (this.isPaused ? timeline.nowMs() + PAUSE_MS : 0),
    };
    this.up = pipe;
    this.down = pipe;
  }

  connected(): boolean {
    return true;
  }

  requestFate() {
    return { copiesAfterMs: [DELAY_MS], answerAfterMs: DELAY_MS };
  }
}

class Peer implements SocketPeer {
  readonly received: string[] = [];
  readonly #conditions: SteadyConditions;
  channel: Channel | null = null;
  closedAs: CloseReason | null = null;

  constructor(conditions: SteadyConditions) {
    this.#conditions = conditions;
  }

  send(text: string): void {
    this.channel?.send(text);
  }

  pause(): void {
    this.#conditions.isPaused = true;
  }

  resume(): void {
    this.#conditions.isPaused = false;
  }

  close(): void {
    this.channel?.close();
  }
}

/** Simulated sockets on time that runs by itself. */
export function simulatedSocketBench(): Promise<SocketBench> {
  const time = new RunningTime();
  const { timeline } = time;
  const network = new SimulatedNetwork();
  const arrived: Socket[] = [];
  network.serve(serverThat({ timeline, accept: (socket) => arrived.push(socket) }));
  return Promise.resolve({
    monotonic: () => timeline.nowMs(),
    pass: () => time.pass(5),
    close: () => {
      time.stop();
      return Promise.resolve();
    },
    connect: async () => {
      const conditions = new SteadyConditions(timeline);
      const peer = new Peer(conditions);
      const transport = new SimulatedTransport({
        timeline,
        network,
        conditions,
        jar: { token: null },
        address: 'peer',
      });
      const opening = { done: false };
      peer.channel = transport.connect({
        opened: () => (opening.done = true),
        frame: (text) => void peer.received.push(text),
        closed: (reason) => (peer.closedAs = reason),
      });
      while (!opening.done) await time.pass(1);
      const server = arrived.shift();
      if (server === undefined) throw new Error('nobody has arrived');
      return { server, peer };
    },
  });
}

/** A simulated way to a server that does as it is told. */
export function simulatedTransportBench(): Promise<TransportBench> {
  const time = new RunningTime();
  const { timeline } = time;
  const network = new SimulatedNetwork();
  const arrived: TransportPeer[] = [];
  const requests: HttpRequest[] = [];
  let answer: HttpAnswer | 'none' = 'none';
  const server = serverThat({
    timeline,
    accept: (socket) => arrived.push(transportPeer(socket)),
    handle: ({ method, path, body }) => {
      const sent = body === null ? {} : { body: JSON.parse(body) as unknown };
      requests.push({ method, path, ...sent });
      if (answer === 'none') {
        network.serverEnded(server);
        return new Promise(() => undefined);
      }
      const text = answer.body === null ? null : JSON.stringify(answer.body);
      return Promise.resolve({ status: answer.status, body: text });
    },
  });
  network.serve(server);
  const conditions = new SteadyConditions(timeline);
  const jar = { token: null };
  const address = 'client';
  return Promise.resolve({
    transport: new SimulatedTransport({ timeline, network, conditions, jar, address }),
    accept: async () => {
      for (;;) {
        const next = arrived.shift();
        if (next !== undefined) return next;
        await time.pass(1);
      }
    },
    answer: (next) => {
      answer = next;
    },
    requests: () => requests,
    stop: () => {
      network.serverEnded(server);
      return Promise.resolve();
    },
    pass: () => time.pass(1),
    close: () => {
      time.stop();
      return Promise.resolve();
    },
  });
}

function transportPeer(socket: Socket): TransportPeer {
  const received: string[] = [];
  socket.listen({
    frame: (text) => void received.push(text),
    drained: () => undefined,
    closed: () => undefined,
  });
  return {
    send: (text) => {
      socket.send({ text, byteLength: Buffer.byteLength(text) });
    },
    received: () => received,
    close: (code: ErrorCode) => {
      socket.close(code);
    },
    reset: () => {
      socket.reset();
    },
  };
}

function serverThat(does: {
  readonly timeline: Timeline;
  readonly accept: (socket: Socket) => void;
  readonly handle?: SimulatedServer['handle'];
}): SimulatedServer {
  const { timeline, accept } = does;
  const handle = does.handle ?? (() => Promise.resolve({ status: 404, body: null }));
  return { timeline, accept, handle };
}
