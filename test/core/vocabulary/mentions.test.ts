import { expect } from 'chai';
import { mentionedIn, namesIn } from '../../../core/vocabulary/mentions.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { MENTIONS_PER_MESSAGE_MAX } from '../../../core/vocabulary/limits.js';

const PEOPLE = ['Ana', 'Ana Maria', 'bo', 'Zoë', 'Ana', 'Jean-Luc', 'O. K.'].map((name, index) => ({
  id: (index + 1) as UserId,
  name,
}));
const NOBODY = 99 as UserId;

describe('mentions', () => {
  const mentioned: readonly (readonly [string, readonly number[]])[] = [
    ['@Ana', [1, 5]],
    ['Hello @ana!', [1, 5]],
    ['(@Bo)', [3]],
    ['@Ana Maria, and @bo.', [2, 3]],
    ["@bo's hat", [3]],
    ['@Zoë @zoë', [4]],
    ['@ZOË', []],
    ['@Jean-Luc: come', [6]],
    ['@O. K. then', [7]],
    ['@O. Q.', []],
    ['mail@Ana x.@Ana _@Ana @@Ana', []],
    ['@ Ana', []],
    ['@\nAna', []],
    ['@Ana\nMaria', [1, 5]],
    ['@Anabel', []],
  ];

  for (const [body, ids] of mentioned) {
    it(`RE11 in ${JSON.stringify(body)} these are mentioned: ${ids.join(', ') || 'nobody'}`, () => {
      const names = namesIn(body).map((name) => name.toLowerCase());
      const found = PEOPLE.filter(({ name }) => names.includes(name.toLowerCase()));
      expect(mentionedIn(body, NOBODY, found)).to.deep.equal(ids);
    });
  }

  it('RE12 nobody mentions themselves, and one message mentions twenty people at most', () => {
    expect(mentionedIn('@Ana', 1 as UserId, PEOPLE)).to.deep.equal([5]);
    const many = Array.from({ length: 30 }, (_, index) => ({ id: index as UserId, name: 'Ana' }));
    expect(mentionedIn('@Ana', NOBODY, many)).to.have.lengthOf(MENTIONS_PER_MESSAGE_MAX);
  });

  it('RE12 a text full of marks costs no more than forty of them', () => {
    const names = namesIn(Array.from({ length: 10_000 }, (_, index) => `@n${index} x`).join(' '));
    expect(names.length).to.be.below(40 * 8 + 1);
  });
});
