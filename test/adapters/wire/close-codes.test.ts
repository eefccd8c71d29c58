import { expect } from 'chai';
import { CLOSE_CODES, closeCodeOf, closeReasonOf } from '../../../adapters/wire/close-codes.js';
import { ERRORS } from '../../../core/vocabulary/errors.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';

describe('close codes', () => {
  it('WI13 every error has a close code of its own from 4000 to 4999', () => {
    const codes = (Object.keys(ERRORS) as ErrorCode[]).map(closeCodeOf);
    expect(new Set(codes).size).to.equal(Object.keys(ERRORS).length);
    expect(codes.every((code) => code >= 4000 && code <= 4999)).to.equal(true);
  });

  it('WI13 codes of errors that pass by themselves ask to connect again', () => {
    for (const [code, { retryable }] of Object.entries(ERRORS)) {
      const isTerminal = closeReasonOf(CLOSE_CODES[code as ErrorCode]) === 'terminal';
      if (retryable) expect(isTerminal, code).to.equal(false);
    }
  });

  it('WI13 a missing session and a version that does not fit end for good', () => {
    for (const code of ['unauthenticated', 'client_too_old', 'server_too_old'] as const) {
      expect(closeReasonOf(closeCodeOf(code))).to.equal('terminal');
    }
  });

  it('WI14 codes that Hearth did not give ask to connect again', () => {
    for (const closeCode of [1000, 1001, 1006, 1009, 1011, 3999, 4499]) {
      expect(closeReasonOf(closeCode)).to.equal('retry');
    }
  });
});
