import { expect } from 'chai';
import { assert, assertNever } from '../../../core/vocabulary/assert.js';

describe('assert', () => {
  it('VO13 stops on a condition that does not hold, and says which', () => {
    expect(() => {
      assert(false, 'sequence must grow');
    }).to.throw('assertion failed: sequence must grow');
    expect(() => {
      assert(true, 'fine');
    }).not.to.throw();
  });

  it('VO13 stops where a closed set was left', () => {
    expect(() => assertNever('a new kind' as never)).to.throw('unexpected "a new kind"');
  });
});
