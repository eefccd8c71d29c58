import { readFileSync } from 'node:fs';

/** Colours of the page, read from the one file that declares them. */

export const THEMES = [
  'light',
  'dark',
  'light with more contrast',
  'dark with more contrast',
] as const;
export type Theme = (typeof THEMES)[number];

export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

const DECLARATION = /--([a-z0-9-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\);/g;

/**
 * Every colour of a theme by its name. The second rule for more contrast replaces those of the
 * first.
 */
export function readTokens(): Readonly<Record<Theme, ReadonlyMap<string, Oklch>>> {
  const css = readFileSync('hosts/web/styles/tokens.css', 'utf8');
  const [normal = '', more = ''] = css.split("[data-contrast='more']");
  const [light, dark] = declarations(normal);
  const [moreLight, moreDark] = declarations(more);
  return {
    light,
    dark,
    'light with more contrast': new Map([...light, ...moreLight]),
    'dark with more contrast': new Map([...dark, ...moreDark]),
  };
}

function declarations(css: string): readonly [Map<string, Oklch>, Map<string, Oklch>] {
  const light = new Map<string, Oklch>();
  const dark = new Map<string, Oklch>();
  for (const [, name = '', first = '', second = ''] of css.matchAll(DECLARATION)) {
    light.set(name, parse(first));
    dark.set(name, parse(second));
  }
  return [light, dark];
}

function parse(text: string): Oklch {
  const [lightness = NaN, chroma = NaN, hue = NaN] = text.split(' ').map(Number.parseFloat);
  return { lightness: lightness / 100, chroma, hue };
}

/** Linear sRGB of a colour. Parts outside 0 to 1 cannot be shown. */
export function linearRgb({ lightness, chroma, hue }: Oklch): readonly [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Contrast of two colours as WCAG 2 has it: 1 to 21, on the eight bits that a screen gets. */
export function contrast(one: Oklch, other: Oklch): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Six hexadecimal digits after a `#`. */
export function hexOf(colour: Oklch): string {
  return `#${bytes(colour)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}`;
}

function luminance(colour: Oklch): number {
  const [red = 0, green = 0, blue = 0] = bytes(colour).map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function bytes(colour: Oklch): readonly number[] {
  return linearRgb(colour).map((part) => {
    const clamped = Math.min(1, Math.max(0, part));
    const curved = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
    return Math.round(curved * 255);
  });
}
