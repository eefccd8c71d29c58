import assert from 'node:assert/strict';
import { isChatError } from '../../core/vocabulary/errors.js';
import type { ErrorCode } from '../../core/vocabulary/errors.js';
import type { CloseReason, HttpAnswer, HttpRequest, Transport } from '../../ports/transport.js';
import type { ContractHarness } from './harness.js';

/** The server's end of a connection, as a test drives it. */
export interface TransportPeer {
  send(text: string): void | Promise<void>;
  /** Texts that arrived so far, in order. */
  received(): readonly string[] | Promise<readonly string[]>;
  close(code: ErrorCode): void | Promise<void>;
  /** Ends it without a word. */
  reset(): void | Promise<void>;
}

/** A server that does as it is told, and a way to it. */
export interface TransportBench {
  readonly transport: Transport;
  /** The next connection that arrives, or has arrived and was not asked for. */
  accept(): Promise<TransportPeer>;
  /** What the server answers from now on; `none` cuts the request off. */
  answer(answer: HttpAnswer | 'none'): void | Promise<void>;
  /** Requests that arrived so far. */
  requests(): readonly HttpRequest[] | Promise<readonly HttpRequest[]>;
  /** From now on nobody listens. */
  stop(): Promise<void>;
  /** Lets a little time pass. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** Turns of waiting before a test gives up. */
const TURNS_MAX = 1_000;

/** What every Transport has to do. @param setup - makes a bench of its own for each test. */
export function describeTransportContract(
  { describe, it }: ContractHarness,
  setup: () => Promise<TransportBench>,
): void {
  async function withBench(body: (bench: TransportBench) => Promise<void>): Promise<void> {
    const bench = await setup();
    try {
      await body(bench);
    } finally {
      await bench.close();
    }
  }

  describe('Transport', () => {
    it('WS11 a connection is told open after connect has returned, and carries texts both ways in order', () =>
      withBench(async (bench) => {
        const heard = listener();
        const channel = bench.transport.connect(heard);
        assert.deepEqual(heard.told, []);
        const peer = await bench.accept();
        await eventually(bench, 'open', () => heard.told.length > 0);
        const texts = Array.from({ length: 20 }, (_, index) => `${index} ⟶`);
        for (const text of texts) {
          channel.send(text);
          await peer.send(text);
        }
        await eventually(bench, 'texts at the client', () => heard.frames.length === texts.length);
        await eventually(
          bench,
          'texts at the server',
          async () => (await peer.received()).length === texts.length,
        );
        assert.deepEqual(await peer.received(), texts);
        assert.deepEqual(heard.frames, texts);
        assert.equal(heard.told[0], 'opened');
        channel.close();
      }));

    const closes: readonly (readonly [ErrorCode, CloseReason])[] = [
      ['draining', 'retry'],
      ['busy', 'retry'],
      ['unauthenticated', 'terminal'],
      ['client_too_old', 'terminal'],
    ];
    for (const [code, reason] of closes) {
      it(`WS12 a connection that the server ends as ${code} is over with the reason ${reason}`, () =>
        withBench(async (bench) => {
          const heard = listener();
          bench.transport.connect(heard);
          const peer = await bench.accept();
          await peer.send('last words');
          await peer.close(code);
          await eventually(bench, 'the close', () => heard.told.length === 3);
          assert.deepEqual(heard.told, ['opened', 'frame', reason]);
        }));
    }

    it('WS13 a connection that breaks is worth another try', () =>
      withBench(async (bench) => {
        const heard = listener();
        const channel = bench.transport.connect(heard);
        const peer = await bench.accept();
        await eventually(bench, 'open', () => heard.told.length === 1);
        await peer.reset();
        await eventually(bench, 'the close', () => heard.told.length === 2);
        channel.send('too late');
        assert.deepEqual(heard.told, ['opened', 'retry']);
      }));

    it('WS14 a connection to nobody is closed and never opened', () =>
      withBench(async (bench) => {
        await bench.stop();
        const heard = listener();
        bench.transport.connect(heard);
        assert.deepEqual(heard.told, []);
        await eventually(bench, 'the close', () => heard.told.length > 0);
        assert.deepEqual(heard.told, ['retry']);
      }));

    it('WS15 a connection that the client closes is told over once', () =>
      withBench(async (bench) => {
        const heard = listener();
        const channel = bench.transport.connect(heard);
        await bench.accept();
        await eventually(bench, 'open', () => heard.told.length === 1);
        channel.close();
        channel.close();
        channel.send('too late');
        await eventually(bench, 'the close', () => heard.told.length === 2);
        await bench.pass();
        assert.equal(heard.told.length, 2);
      }));

    it('WS16 a request carries method, path and body, and its answer status and body', () =>
      withBench(async ({ transport, answer, requests }) => {
        await answer({ status: 409, body: { error: { code: 'conflict' } } });
        const request: HttpRequest = { method: 'POST', path: '/session?x=1', body: { a: 'é' } };
        const answered = await transport.request(request);
        assert.deepEqual(answered, { status: 409, body: { error: { code: 'conflict' } } });
        assert.deepEqual(await requests(), [request]);
      }));

    it('WS17 an answer without a body is null', () =>
      withBench(async ({ transport, answer }) => {
        await answer({ status: 204, body: null });
        assert.deepEqual(await transport.request({ method: 'DELETE', path: '/session' }), {
          status: 204,
          body: null,
        });
      }));

    it('WS18 a request without an answer is unavailable: its outcome is unknown', () =>
      withBench(async (bench) => {
        await bench.answer('none');
        const error: unknown = await bench.transport
          .request({ method: 'GET', path: '/session' })
          .then(
            () => null,
            (thrown: unknown) => thrown,
          );
        assert.ok(isChatError(error) && error.code === 'unavailable');
      }));
  });
}

function listener() {
  const told: string[] = [];
  const frames: string[] = [];
  return {
    told,
    frames,
    opened: () => void told.push('opened'),
    frame: (text: string) => {
      if (frames.push(text) === 1) told.push('frame');
    },
    closed: (reason: CloseReason) => void told.push(reason),
  };
}

async function eventually(
  bench: TransportBench,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (await holds()) return;
    await bench.pass();
  }
  assert.fail(`in vain: ${what}`);
}
