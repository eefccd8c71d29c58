import { expect } from 'chai';
import fc from 'fast-check';
import { checkBody, checkEmail, checkName, normaliseEmail } from '../../../core/limits/text.js';

describe('limits of text', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });

  it('MS7 a body that is taken is stored as it was sent: its UTF-8 reads back the same', () => {
    fc.assert(
      fc.property(text, (body) => {
        fc.pre(checkBody(body) === null);
        expect(Buffer.from(body).toString()).to.equal(body);
        expect(body.trim()).not.to.equal('');
      }),
    );
  });

  it('MS7 a huge body is refused without being counted', () => {
    const start = process.cpuUsage();
    expect(checkBody('x'.repeat(50_000_000))).to.be.a('string');
    // Trimming and looking for NUL touch it once; encoding it would take seconds.
    expect(process.cpuUsage(start).user).to.be.below(1_000_000);
  });

  it('PE6 an address in its stored form stays as it is', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const stored = normaliseEmail(` ${email.toUpperCase()} `);
        expect(normaliseEmail(stored)).to.equal(stored);
        expect(stored).to.equal(email.toLowerCase());
        if (stored.length <= 254) expect(checkEmail(stored)).to.equal(null);
      }),
    );
  });

  it('PE7 a name of code points is counted by them, not by their halves', () => {
    expect(checkName({ text: '👪'.repeat(5), max: 5 })).to.equal(null);
    expect(checkName({ text: '👪'.repeat(6), max: 5 })).to.include('5 characters');
  });
});
