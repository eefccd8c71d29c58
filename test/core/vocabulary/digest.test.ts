import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { systemDigest } from '../../../adapters/system/digest.js';
import {
  chainBytes,
  chainDigest,
  contentBytes,
  contentHash,
  type ChainLink,
} from '../../../core/vocabulary/digest.js';
import { hex, unhex } from '../../../core/vocabulary/hex.js';

interface Golden {
  readonly contents: readonly { name: string; salt: string; body: string; hash: string }[];
  readonly links: readonly { name: string; link: ChainLink; bytes: string; digest: string }[];
}

// The compiled test lies in dist/test/core/vocabulary.
const file = new URL('../../../../fixtures/digests.golden.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

/** The same computation once more, on Node's own encoders. */
function prefixed(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function bytesOf(link: ChainLink): Buffer {
  return prefixed([
    Buffer.from(link.previous, 'hex'),
    Buffer.from(link.stream),
    Buffer.from(`${link.seq}`),
    Buffer.from(`${link.at}`),
    Buffer.from(link.actor === null ? '' : `${link.actor}`),
    Buffer.from(link.kind),
    Buffer.from(link.data),
    Buffer.from(link.contentHash ?? '', 'hex'),
  ]);
}

const digestText = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

const link: fc.Arbitrary<ChainLink> = fc.record({
  previous: digestText,
  stream: fc.constantFrom('account', 'admin', 'room:1', 'user:77'),
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  at: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  actor: fc.option(fc.integer({ min: 1 })) as fc.Arbitrary<ChainLink['actor']>,
  kind: fc.string(),
  data: fc.string({ unit: 'grapheme' }),
  contentHash: fc.option(digestText),
});

describe('digests', () => {
  for (const { name, link: example, bytes, digest } of golden.links) {
    it(`VO1 the chain digest of the golden file holds: ${name}`, () => {
      expect(hex(chainBytes(example))).to.equal(bytes);
      expect(bytesOf(example).toString('hex')).to.equal(bytes);
      expect(chainDigest(systemDigest.sha256, example)).to.equal(digest);
      expect(sha256(bytesOf(example))).to.equal(digest);
    });
  }

  for (const { name, salt, body, hash } of golden.contents) {
    it(`VO2 the content hash of the golden file holds: ${name}`, () => {
      expect(contentHash(systemDigest.sha256, salt, body)).to.equal(hash);
      const bytes = prefixed([Buffer.from(salt, 'hex'), Buffer.from(body)]);
      expect(hex(contentBytes(salt, body))).to.equal(bytes.toString('hex'));
      expect(sha256(bytes)).to.equal(hash);
    });
  }

  it('VO1 the bytes of a link are its eight fields, each with its length before it', () => {
    fc.assert(
      fc.property(link, (any) => {
        expect(hex(chainBytes(any))).to.equal(bytesOf(any).toString('hex'));
      }),
    );
  });

  it('VO3 no two links have the same bytes', () => {
    fc.assert(
      fc.property(link, link, (one, other) => {
        const areEqual = hex(chainBytes(one)) === hex(chainBytes(other));
        expect(areEqual).to.equal(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('VO3 moving text from one field to the next changes the bytes', () => {
    const base: ChainLink = { ...(golden.links[0]?.link as ChainLink), kind: 'ab', data: 'c' };
    expect(hex(chainBytes(base))).not.to.equal(hex(chainBytes({ ...base, kind: 'a', data: 'bc' })));
  });

  it('VO4 hexadecimal text and bytes turn into each other', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hex(bytes)).to.equal(Buffer.from(bytes).toString('hex'));
        expect([...unhex(hex(bytes))]).to.deep.equal([...bytes]);
      }),
    );
  });
});
