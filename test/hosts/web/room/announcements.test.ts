import { expect } from 'chai';

import {
  namesText,
  spokenText,
  waitBeforeSpeaking,
} from '../../../../hosts/web/room/announcements.js';

describe('what screen readers are told', () => {
  it('UI24 one message is said in full up to 140 characters, more as a sum', () => {
    expect(spokenText([{ author: 'Ana', body: 'Hello' }])).to.equal('Ana: Hello');
    const long = spokenText([{ author: 'Ana', body: '🔥'.repeat(141) }]);
    expect(long).to.equal(`Ana: ${'🔥'.repeat(140)} …`);
    const three = ['Ana', 'Bo', 'Ana'].map((author) => ({ author, body: 'x' }));
    expect(spokenText(three)).to.equal('3 new from Ana and Bo');
    expect(spokenText([])).to.equal('');
  });

  it('UI24 at most two people are named', () => {
    expect(namesText(['Ana', 'Bo', 'Chen', 'Ana'])).to.equal('3 people');
  });

  it('UI24 nothing is said while someone types, and no more than once in 3 s', () => {
    expect(waitBeforeSpeaking({ now: 10_000, lastKeyAt: 9_500, lastSpokenAt: 0 })).to.equal(500);
    expect(waitBeforeSpeaking({ now: 10_000, lastKeyAt: 0, lastSpokenAt: 8_000 })).to.equal(1_000);
    expect(waitBeforeSpeaking({ now: 10_000, lastKeyAt: 0, lastSpokenAt: -Infinity })).to.equal(0);
  });
});
