import { expect } from 'chai';
import { drawJoinCode } from '../../../core/people/join-code.js';

describe('drawJoinCode', () => {
  it('PE3 passes over the bytes that would make some characters likelier', () => {
    const bytes = new Uint8Array(64).fill(255);
    bytes.set([248, 0, 61, 62, 247, 1, 2, 3, 4, 5, 6, 7, 8]);
    const random = { bytes: () => bytes, fraction: () => 0 };
    expect(drawJoinCode(random)).to.equal('A9A9-BCDE-FGHI');
  });
});
