import { expect } from 'chai';
import { ERRORS } from '../../../../core/vocabulary/errors.js';
import { HTTP_STATUS } from '../../../../hosts/embed/http/status.js';

describe('HTTP status', () => {
  it('HT1 every code has one HTTP status, of the 400s or 500s', () => {
    expect(Object.keys(HTTP_STATUS).sort()).to.deep.equal(Object.keys(ERRORS).sort());
    for (const status of Object.values(HTTP_STATUS)) expect(status).to.be.within(400, 599);
  });

  it('HT1 what helps to repeat is never a 4xx that says never', () => {
    const repeatable = Object.entries(ERRORS).filter(([, { retryable }]) => retryable);
    for (const [code] of repeatable) {
      expect([409, 429, 503, 504, 507]).to.include(HTTP_STATUS[code as keyof typeof HTTP_STATUS]);
    }
  });
});
