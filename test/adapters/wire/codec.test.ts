import { expect } from 'chai';
import fc from 'fast-check';
import { wireCodec } from '../../../adapters/wire/codec.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { describeCodecContract } from '../../contracts/codec.contract.js';
import { clientFrames, jsonObjects, serverFrames } from './arbitraries.js';

describeCodecContract({ describe, it, before, after }, () => wireCodec);

describe('wire codec', () => {
  it('WI1 whatever frame a server says, it is read as it was written', () => {
    fc.assert(
      fc.property(serverFrames, (frame) => {
        const decoded = wireCodec.decodeServer(wireCodec.encodeServer(frame).text);
        expect(decoded).to.deep.equal({ ok: true, frame });
      }),
      { numRuns: 500 },
    );
  });

  it('WI1 whatever frame a client says, it is read as it was written', () => {
    fc.assert(
      fc.property(clientFrames, (frame) => {
        const decoded = wireCodec.decodeClient(wireCodec.encodeClient(frame).text);
        expect(decoded).to.deep.equal({ ok: true, frame });
      }),
      { numRuns: 500 },
    );
  });

  it('WI3 unknown fields change nothing, in whatever frame', () => {
    fc.assert(
      fc.property(serverFrames, jsonObjects, (frame, extra) => {
        const text = JSON.stringify({ ...extra, ...frame });
        expect(wireCodec.decodeServer(text)).to.deep.equal({ ok: true, frame });
      }),
      { numRuns: 200 },
    );
  });

  it('WI4 no text whatever makes reading throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(wireCodec.decodeClient(text)).to.have.property('ok');
        expect(wireCodec.decodeServer(text)).to.have.property('ok');
      }),
      { numRuns: 1_000 },
    );
  });

  it('WI4 a frame with one place spoiled is refused or read as a frame, and never throws', () => {
    fc.assert(
      fc.property(serverFrames, fc.nat(), fc.jsonValue(), (frame, place, value) => {
        const keys = Object.keys(frame);
        const key = keys[place % keys.length] ?? 'type';
        const decoded = wireCodec.decodeServer(JSON.stringify({ ...frame, [key]: value }));
        if (decoded.ok) wireCodec.encodeServer(decoded.frame);
      }),
      { numRuns: 500 },
    );
  });

  it('WI4 a very deep text is refused', () => {
    expect(wireCodec.decodeServer('['.repeat(200_000)).ok).to.equal(false);
    const deep = `{"type":"pong","n":1,"heads":[],"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(wireCodec.decodeServer(deep)).to.have.property('ok');
  });

  it('WI7 an event of an unknown kind passes with its data byte for byte', () => {
    const data = '{"messageId": 7,  "emoji":"⛺"}';
    const frame = run([{ seq: 1, at: 5, actor: null, kind: 'message.boosted', data }]);
    const decoded = wireCodec.decodeServer(wireCodec.encodeServer(frame).text);
    expect(decoded).to.deep.equal({ ok: true, frame });
  });

  it('WI7 unknown fields in the data of a known kind stay in its text', () => {
    const data = '{"messageId":7,"because":"spam"}';
    const frame = run([{ seq: 1, at: 5, actor: null, kind: 'message.deleted', data }]);
    const decoded = wireCodec.decodeServer(JSON.stringify(frame));
    expect(decoded).to.deep.equal({ ok: true, frame });
  });

  const content = { body: 'Hi', salt: '01'.repeat(16) };
  const spoiled: readonly (readonly [string, object])[] = [
    ['is not JSON', { kind: 'message.deleted', data: '{' }],
    ['is of another shape', { kind: 'message.deleted', data: '{"messageId":"7"}' }],
    ['lacks its content', { kind: 'message.edited', data: '{"messageId":7,"revision":2}' }],
    ['has content that its kind has not', { kind: 'room.renamed', data: '{"name":"x"}', content }],
  ];
  for (const [title, event] of spoiled) {
    it(`WI8 an event of a known kind whose data ${title} is refused`, () => {
      const frame = run([{ seq: 1, at: 5, actor: null, ...event }]);
      expect(wireCodec.decodeServer(JSON.stringify(frame)).ok).to.equal(false);
      expect(() => wireCodec.encodeServer(frame)).to.throw('assertion failed');
    });
  }

  it('WI9 a run whose events are not consecutive is refused', () => {
    const event = { at: 5, actor: null, kind: 'unknown', data: '' };
    for (const [from, to, seqs] of [
      [1, 2, [1, 3]],
      [1, 3, [1, 2]],
      [2, 3, [1, 2]],
      [1, 1, []],
    ] as const) {
      const events = seqs.map((seq) => ({ seq, ...event }));
      const frame = { ...run(events), from, to };
      expect(wireCodec.decodeServer(JSON.stringify(frame)).ok).to.equal(false);
    }
  });

  it('WI10 a reason names the place and never repeats what was sent', () => {
    const command = { name: 'post', roomId: 'secret-word', clientMessageId: 'a', body: 'x' };
    const decoded = wireCodec.decodeClient(JSON.stringify({ type: 'command', id: 1, command }));
    if (decoded.ok) throw new Error('it was taken');
    expect(decoded.reason).to.include('command.roomId').and.not.include('secret-word');
    expect(decoded.reason.length).to.be.at.most(200);
  });

  it('WI11 an error code of a newer version reads as internal', () => {
    const text = '{"type":"denied","stream":"room:1","code":"too_loud","message":"Shh"}';
    const decoded = wireCodec.decodeServer(text);
    expect(decoded.ok && decoded.frame).to.include({ code: 'internal' });
  });
});

function run(events: readonly object[]): ServerFrame {
  return {
    type: 'run',
    stream: 'room:1',
    from: 1,
    to: events.length,
    events,
    people: [],
    digest: '0'.repeat(32),
  } as unknown as ServerFrame;
}
