import { expect } from 'chai';
import fc from 'fast-check';

import { BODY_BYTES_MAX } from '../../../../core/vocabulary/limits.js';
import { DAY_MS } from '../../../../core/vocabulary/time.js';
import { bytesOver } from '../../../../hosts/web/room/body-bytes.js';
import { isImeKey } from '../../../../hosts/web/ui/is-ime-key.js';
import { linkParts } from '../../../../hosts/web/ui/link-parts.js';
import { clockText, dayText, fullTimeText } from '../../../../hosts/web/ui/time-text.js';

const MORNING = new Date(2026, 4, 4, 9, 14).getTime();

describe('texts of the page', () => {
  it('UI27 times are hour and minute, and in full for whoever asks', () => {
    expect(clockText(MORNING)).to.equal('09:14');
    expect(fullTimeText(MORNING)).to.match(/^Monday,? 4 May 2026 at 09:14$/);
  });

  it('UI27 a day line says today, yesterday or the day, with the year where it is another', () => {
    expect(dayText(MORNING, MORNING)).to.equal('Today');
    expect(dayText(MORNING - DAY_MS, MORNING)).to.equal('Yesterday');
    expect(dayText(MORNING - 3 * DAY_MS, MORNING)).to.match(/^Friday,? 1 May$/);
    expect(dayText(MORNING - 400 * DAY_MS, MORNING)).to.contain('2025');
  });

  it('UI28 web addresses become links, without what ends the sentence', () => {
    const parts = linkParts('See https://example.org/a?b=1, or (http://example.org).');
    expect(parts.filter(({ link }) => link).map(({ text }) => text)).to.deep.equal([
      'https://example.org/a?b=1',
      'http://example.org',
    ]);
  });

  it('UI28 the parts of a text are the text, and only http and https are links', () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('https://', 'http://x', 'javascript:', ' ', '<', '.')),
    );
    fc.assert(
      fc.property(text, (pieces) => {
        const body = pieces.join('');
        const parts = linkParts(body);
        expect(parts.map((part) => part.text).join('')).to.equal(body);
        for (const part of parts) if (part.link) expect(part.text).to.match(/^https?:\/\//);
      }),
    );
  });

  it('UI29 a key of an input method is none of ours, even where its composition has ended', () => {
    expect(isImeKey({ isComposing: true, keyCode: 13 })).to.equal(true);
    expect(isImeKey({ isComposing: false, keyCode: 229 })).to.equal(true);
    expect(isImeKey({ isComposing: false, keyCode: 13 })).to.equal(false);
  });

  it('UI30 the limit of a message counts bytes as they are sent', () => {
    expect(bytesOver('x'.repeat(BODY_BYTES_MAX))).to.equal(0);
    expect(bytesOver(`${'é'.repeat(BODY_BYTES_MAX / 2)}x`)).to.equal(1);
    expect(bytesOver(` ${'x'.repeat(BODY_BYTES_MAX)} `)).to.equal(0);
    expect(bytesOver('short')).to.equal(0);
  });
});
