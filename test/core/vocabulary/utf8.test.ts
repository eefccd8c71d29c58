import { expect } from 'chai';
import fc from 'fast-check';
import { utf8, utf8Length } from '../../../core/vocabulary/utf8.js';

describe('utf8', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );

  it('VO5 gives the bytes of a standard encoder for every text, lone surrogates included', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect([...utf8(any)]).to.deep.equal([...new TextEncoder().encode(any)]);
        expect(utf8Length(any)).to.equal(Buffer.byteLength(any));
      }),
      { numRuns: 500 },
    );
  });

  it('VO5 gives the bytes of a standard encoder at the edges of each length', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
      const character = String.fromCodePoint(point);
      expect([...utf8(character)]).to.deep.equal([...Buffer.from(character)]);
      expect(utf8Length(character)).to.equal(Buffer.byteLength(character));
    }
  });
});
