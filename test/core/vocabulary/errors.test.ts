import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  ChatError,
  ERRORS,
  isChatError,
  refused,
  type ErrorCode,
} from '../../../core/vocabulary/errors.js';

// The compiled test lies in dist/test/core/vocabulary.
const document = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
const codes = Object.keys(ERRORS) as ErrorCode[];

/** The text under each heading of a code. */
function sections(): ReadonlyMap<string, string> {
  const parts = document.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      return [heading.replaceAll('`', '').trim(), lines.join('\n')];
    }),
  );
}

describe('error codes', () => {
  it('VO6 every code is documented under its own heading, and no other is', () => {
    expect([...sections().keys()]).to.have.members(codes);
  });

  for (const code of codes) {
    it(`VO6 the documentation of ${code} says what it means, when it comes and what to do`, () => {
      const text = sections().get(code) ?? '';
      expect(text).to.include(ERRORS[code].meaning);
      expect(text)
        .to.match(/^\*\*When:\*\* \S/m)
        .and.to.match(/^\*\*What to do:\*\* \S/m);
      const retry = ERRORS[code].retryable ? 'Repeating can help' : 'Repeating does not help';
      expect(text).to.include(retry);
    });

    it(`VO7 an error and a refusal made with ${code} carry exactly that code`, () => {
      expect(code).to.match(/^[a-z]+(_[a-z]+)*$/);
      const error = new ChatError(code, 'a message');
      expect(error.code).to.equal(code);
      expect(error.retryable).to.equal(ERRORS[code].retryable);
      expect(refused(code, 'a message').refusal).to.deep.equal({ code, message: 'a message' });
    });
  }

  it('VO8 an operational failure is known by its code, whichever copy of the class made it', () => {
    const foreign = Object.assign(new Error('from elsewhere'), { code: 'busy' });
    expect(isChatError(foreign)).to.equal(true);
    expect(isChatError(new ChatError('busy', 'x'))).to.equal(true);
    const others = [
      new Error('x'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      { code: 'busy' },
    ];
    for (const other of others) expect(isChatError(other)).to.equal(false);
  });

  it('VO8 a failure keeps its cause and its wait', () => {
    const cause = new Error('below');
    const error = new ChatError('busy', 'above', { cause, retryAfterMs: 5 });
    expect(error).to.include({ cause, retryAfterMs: 5, message: 'above' });
    expect(refused('busy', 'x', 7).refusal.retryAfterMs).to.equal(7);
  });
});
