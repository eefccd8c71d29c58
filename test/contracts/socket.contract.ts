import assert from 'node:assert/strict';
import type { EncodedFrame } from '../../ports/codec.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../ports/socket.js';
import type { Socket } from '../../ports/socket.js';
import type { CloseReason } from '../../ports/transport.js';
import type { ContractHarness } from './harness.js';

/** The other end of a connection, as a test drives it. */
export interface SocketPeer {
  send(text: string): void;
  /** Texts that arrived, in order. */
  readonly received: readonly string[];
  /** Takes nothing more from the network until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
  /** What the close said, or null while the connection is open for all that the peer knows. */
  readonly closedAs: CloseReason | null;
}

/** A place in which sockets are made. */
export interface SocketBench {
  connect(): Promise<{ readonly server: Socket; readonly peer: SocketPeer }>;
  /** The steady time that sockets go by. */
  monotonic(): number;
  /** Lets a little time pass: 5 ms or more. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** Turns of waiting before a test gives up. */
const TURNS_MAX = 1_000;
/** What a network may swallow before it says that it is full. */
const SWALLOWED_BYTES_MAX = 256 * 1024 * 1024;

/** What every Socket has to do. @param setup - makes a bench. */
export function describeSocketContract(
  { describe, it, before, after }: ContractHarness,
  setup: () => Promise<SocketBench>,
): void {
  describe('Socket', () => {
    let bench: SocketBench;
    before(async () => {
      bench = await setup();
    });
    after(() => bench.close());

    async function eventually(what: string, holds: () => boolean): Promise<void> {
      for (let turn = 0; turn < TURNS_MAX; turn += 1) {
        if (holds()) return;
        await bench.pass();
      }
      assert.fail(`in vain: ${what}`);
    }

    async function open() {
      const { server, peer } = await bench.connect();
      const heard = { frames: [] as string[], drained: 0, closed: 0 };
      server.listen({
        frame: (text) => heard.frames.push(text),
        drained: () => (heard.drained += 1),
        closed: () => (heard.closed += 1),
      });
      return { server, peer, heard };
    }

    it('WS1 frames arrive in the order in which they were given, both ways', async () => {
      const { server, peer, heard } = await open();
      const texts = Array.from({ length: 50 }, (_, index) => `message ${index} ⟶`);
      for (const text of texts) {
        server.send(frame(text));
        peer.send(text);
      }
      await eventually('all frames at the peer', () => peer.received.length >= texts.length);
      await eventually('all frames at the server', () => heard.frames.length >= texts.length);
      assert.deepEqual(peer.received, texts);
      assert.deepEqual(heard.frames, texts);
      server.reset();
    });

    it('WS2 every length of a frame survives', async () => {
      const { server, peer } = await open();
      const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].map((size) => 'x'.repeat(size));
      for (const text of texts) {
        server.send(frame(text));
        await eventually('the frame', () => peer.received.at(-1)?.length === text.length);
      }
      assert.deepEqual(peer.received, texts);
      server.reset();
    });

    it('WS3 a socket whose peer takes nothing says full, and drained once there is room', async () => {
      const { server, peer, heard } = await open();
      peer.pause();
      const given = await fill(server);
      assert.ok(server.bufferedBytes() >= SOCKET_UNSENT_BYTES_MAX);
      const { drained } = heard;
      peer.resume();
      await eventually('drained', () => heard.drained === drained + 1);
      assert.ok(server.bufferedBytes() < SOCKET_UNSENT_BYTES_MAX);
      await eventually('all frames', () => peer.received.length === given.length);
      assert.deepEqual(peer.received, given);
      assert.equal(heard.closed, 0);
      server.reset();
    });

    it('WS4 progress stands still while the peer takes nothing, and goes on after', async () => {
      const { server, peer } = await open();
      peer.pause();
      await fill(server);
      for (let turn = 0; turn < 10; turn += 1) await bench.pass();
      const stood = server.lastProgressAt();
      for (let turn = 0; turn < 10; turn += 1) await bench.pass();
      assert.equal(server.lastProgressAt(), stood);
      assert.ok(bench.monotonic() > stood);
      peer.resume();
      await eventually('progress', () => server.lastProgressAt() > stood);
      server.reset();
    });

    it('WS4 a socket that was idle makes no frame seem to have waited before it came', async () => {
      const { server, peer } = await open();
      server.send(frame('first'));
      await eventually('the first frame', () => peer.received.length === 1);
      peer.pause();
      for (let turn = 0; turn < 10; turn += 1) await bench.pass();
      const idleUntil = bench.monotonic();
      await fill(server);
      assert.ok(server.lastProgressAt() >= idleUntil);
      server.reset();
    });

    it('WS5 a close comes after what was taken, and says whether to come back', async () => {
      for (const [code, reason] of [
        ['draining', 'retry'],
        ['unauthenticated', 'terminal'],
      ] as const) {
        const { server, peer, heard } = await open();
        server.send(frame('last words'));
        server.close(code);
        server.send(frame('too late'));
        await eventually('the close at the peer', () => peer.closedAs !== null);
        await eventually('the close at the server', () => heard.closed > 0);
        assert.equal(peer.closedAs, reason);
        assert.deepEqual(peer.received, ['last words']);
        assert.equal(heard.closed, 1);
      }
    });

    it('WS6 a reset ends at once: nothing more arrives on either side', async () => {
      const { server, peer, heard } = await open();
      peer.pause();
      const given = await fill(server);
      server.reset();
      server.send(frame('too late'));
      peer.resume();
      await eventually('the end at the server', () => heard.closed > 0);
      await eventually('the end at the peer', () => peer.closedAs !== null);
      assert.equal(peer.closedAs, 'retry');
      assert.ok(peer.received.length < given.length);
      assert.equal(heard.closed, 1);
    });

    it('WS7 the end is told once when the peer leaves, and nothing comes after it', async () => {
      const { server, peer, heard } = await open();
      peer.send('bye');
      peer.close();
      await eventually('the end', () => heard.closed > 0);
      assert.equal(server.send(frame('too late')), 'ok');
      server.close('draining');
      server.reset();
      for (let turn = 0; turn < 5; turn += 1) await bench.pass();
      assert.deepEqual(heard, { frames: ['bye'], drained: 0, closed: 1 });
    });

    it('WS8 no event comes from within a call', async () => {
      const { server, peer, heard } = await open();
      peer.pause();
      await fill(server);
      const before = { ...heard };
      server.close('busy');
      server.reset();
      assert.deepEqual({ ...heard }, before);
      await eventually('the end', () => heard.closed === 1);
    });

    /** Gives frames until the socket is full. */
    async function fill(server: Socket): Promise<string[]> {
      const given: string[] = [];
      const size = 8 * 1024;
      while (given.length * size < SWALLOWED_BYTES_MAX) {
        const text = `${given.length} `.padEnd(size, '.');
        given.push(text);
        if (server.send(frame(text)) === 'ok') continue;
        // Only a network that stays full is full: a burst fills any buffer.
        await bench.pass();
        await bench.pass();
        if (server.bufferedBytes() >= SOCKET_UNSENT_BYTES_MAX) return given;
      }
      return assert.fail('the socket never said that it is full');
    }
  });
}

function frame(text: string): EncodedFrame {
  return { text, byteLength: Buffer.byteLength(text) };
}
