import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

import {
  contrast,
  hexOf,
  linearRgb,
  readTokens,
  THEMES,
  type Oklch,
  type Theme,
} from './tokens.js';

const GROUNDS = ['bg', 'side', 'well', 'raised'];
const WORDS = [
  'text',
  'text2',
  'text3',
  'dusk-text',
  'ember-text',
  'moss-text',
  'brick-text',
  'straw-text',
];
const SHAPES = ['edge', 'dusk', 'dusk-hover', 'ember', 'moss', 'brick', 'straw'];
const TINTS = ['dusk', 'ember', 'brick', 'straw'];
/** Solids that words stand on. */
const SOLIDS = ['dusk', 'dusk-hover', 'ember', 'brick'];
const PEOPLE = Array.from({ length: 8 }, (_, index) => `person-${index}`);

/**
 * WCAG AA for words and for shapes; with more contrast AAA for words, and AA of words for shapes.
 */
const WORDS_MIN = { normal: 4.5, more: 7 };
const SHAPES_MIN = { normal: 3, more: 4.5 };
/** Rounding of the conversion: less than an eighth of one of 255 steps. */
const GAMUT_TOLERANCE = 0.0005;

interface Pair {
  readonly front: string;
  readonly ground: string;
  readonly min: typeof WORDS_MIN;
}

const PAIRS: readonly Pair[] = [
  ...WORDS.flatMap((front) => GROUNDS.map((ground) => ({ front, ground, min: WORDS_MIN }))),
  ...SHAPES.flatMap((front) => GROUNDS.map((ground) => ({ front, ground, min: SHAPES_MIN }))),
  ...TINTS.flatMap((tint) =>
    [`${tint}-text`, 'text', 'text2', 'text3'].map((front) => ({
      front,
      ground: `${tint}-tint`,
      min: WORDS_MIN,
    })),
  ),
  ...SOLIDS.map((ground) => ({ front: 'on', ground, min: WORDS_MIN })),
  // Buttons stand on the failed row and on the offline bar.
  ...['brick', 'straw'].map((tint) => ({ front: 'edge', ground: `${tint}-tint`, min: SHAPES_MIN })),
];

describe('colours of the page', () => {
  const tokens = readTokens();

  for (const theme of THEMES) {
    const more = theme.includes('more');

    it(`CO1 in ${theme}, every pair of colours that meets has enough contrast`, () => {
      const misses = PAIRS.flatMap(({ front, ground, min }) => {
        const ratio = contrast(colour(theme, front), colour(theme, ground));
        const least = more ? min.more : min.normal;
        return ratio < least ? [`${front} on ${ground}: ${ratio.toFixed(2)} of ${least}`] : [];
      });
      expect(misses).to.deep.equal([]);
    });

    it(`CO2 in ${theme}, initials can be read on every person's colour`, () => {
      for (const person of PEOPLE) {
        const ratio = contrast(colour(theme, 'on-person'), colour(theme, person));
        expect(ratio, person).to.be.at.least(WORDS_MIN.normal);
      }
    });

    it(`CO3 in ${theme}, every colour can be shown by an sRGB screen`, () => {
      const misses = [...tokens[theme]].flatMap(([name, value]) => {
        const outside = linearRgb(value).some(
          (part) => !(part >= -GAMUT_TOLERANCE && part <= 1 + GAMUT_TOLERANCE),
        );
        return outside ? [name] : [];
      });
      expect(misses).to.deep.equal([]);
    });
  }

  it('CO4 a style sheet names no colour of its own and no colour that is not declared', () => {
    const declared = new Set(
      sheets().flatMap(({ css }) => [...css.matchAll(/(--[a-z0-9-]+):/g)].map(([, name]) => name)),
    );
    for (const { name, css } of sheets()) {
      for (const [, used] of css.matchAll(/var\((--[a-z0-9-]+)/g)) {
        expect(declared.has(used), `${name} uses ${String(used)}`).to.equal(true);
      }
      if (name === 'tokens.css') continue;
      expect(css.match(/#[0-9a-f]{3,8}\b|oklch\(\d|hsl\(/gi) ?? [], name).to.deep.equal([]);
    }
  });

  it("CO5 the browser's frame and the icons have the colours of the page", () => {
    const page = readFileSync('hosts/web/index.html', 'utf8');
    expect(page).to.contain(
      `content="${hexOf(colour('light', 'side'))}" media="(prefers-color-scheme: light)"`,
    );
    expect(page).to.contain(
      `content="${hexOf(colour('dark', 'side'))}" media="(prefers-color-scheme: dark)"`,
    );
    for (const icon of ['favicon.svg', 'icon.svg', 'icon-maskable.svg']) {
      const drawn = readFileSync(`hosts/web/public/${icon}`, 'utf8');
      for (const token of ['side', 'text', 'ember']) {
        expect(drawn, icon).to.contain(hexOf(colour('light', token)));
      }
    }
  });

  it('CO6 the conversion agrees with known figures', () => {
    const white: Oklch = { lightness: 1, chroma: 0, hue: 0 };
    const black: Oklch = { lightness: 0, chroma: 0, hue: 0 };
    expect(contrast(white, black)).to.be.closeTo(21, 0.001);
    const red: Oklch = { lightness: 0.62796, chroma: 0.25768, hue: 29.2339 };
    expect(hexOf(red)).to.equal('#ff0000');
    expect(contrast(red, white)).to.be.closeTo(3.998, 0.01);
  });

  function colour(theme: Theme, name: string): Oklch {
    const value = tokens[theme].get(name);
    expect(value, `${name} in ${theme}`).to.not.equal(undefined);
    return value as Oklch;
  }
});

function sheets(): readonly { readonly name: string; readonly css: string }[] {
  const folder = 'hosts/web/styles';
  return readdirSync(folder).map((name) => ({
    name,
    css: readFileSync(`${folder}/${name}`, 'utf8'),
  }));
}
