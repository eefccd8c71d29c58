import assert from 'node:assert/strict';
import type { ClientFrame, ServerFrame } from '../../core/vocabulary/frames.js';
import type { StreamName } from '../../core/vocabulary/ids.js';
import { CLIENT_FRAME_BYTES_MAX } from '../../core/vocabulary/limits.js';
import type { Codec } from '../../ports/codec.js';
import { CLIENT_FRAMES, SERVER_FRAMES } from './frames.js';
import type { ContractHarness } from './harness.js';

/** What every Codec has to do. @param setup - makes a codec. */
export function describeCodecContract({ describe, it }: ContractHarness, setup: () => Codec): void {
  describe('Codec', () => {
    for (const frame of SERVER_FRAMES) {
      it(`WI1 a ${frame.type} frame of the server is read as it was written`, () => {
        const codec = setup();
        assert.deepEqual(codec.decodeServer(codec.encodeServer(frame).text), { ok: true, frame });
      });
    }

    for (const frame of CLIENT_FRAMES) {
      it(`WI1 a ${frame.type} frame of a client is read as it was written`, () => {
        const codec = setup();
        assert.deepEqual(codec.decodeClient(codec.encodeClient(frame).text), { ok: true, frame });
      });
    }

    it('WI2 the length of a frame is its bytes of UTF-8', () => {
      const client = 'Zoë ⟶ 🏕';
      const frame: ClientFrame = { type: 'hello', protocol: 1, client };
      const { text, byteLength } = setup().encodeClient(frame);
      assert.equal(byteLength, Buffer.byteLength(text));
    });

    it('WI3 a field that this version does not know is passed over', () => {
      const decoded = setup().decodeServer('{"type":"pong","n":3,"heads":[],"mood":"calm"}');
      assert.deepEqual(decoded, { ok: true, frame: { type: 'pong', n: 3, heads: [] } });
    });

    for (const text of ['', 'hello', '[]', 'null', '{}', '{"type":"dance"}', '{"type":"ping"}']) {
      it(`WI4 ${JSON.stringify(text)} is not a frame, and a reason says so`, () => {
        const codec = setup();
        for (const decoded of [codec.decodeClient(text), codec.decodeServer(text)]) {
          assert.ok('reason' in decoded && decoded.reason.length > 0);
        }
      });
    }

    it('WI5 a frame of another shape than it declares never becomes text', () => {
      const codec = setup();
      const wrong = { type: 'pong', n: 'three', heads: [] } as unknown as ServerFrame;
      assert.throws(() => codec.encodeServer(wrong), /assertion failed/);
      const stream = 'kitchen' as StreamName;
      assert.throws(() => codec.encodeClient({ type: 'leave', stream }), /assertion failed/);
    });

    it('WI6 a frame of a client that is larger than the limit is not read', () => {
      const frame = {
        type: 'hello',
        protocol: 1,
        client: 'x',
        padding: 'é'.repeat(CLIENT_FRAME_BYTES_MAX / 2),
      };
      assert.equal(setup().decodeClient(JSON.stringify(frame)).ok, false);
    });
  });
}
