/** What a person can choose. `system` follows the device. */
export const SCHEMES = ['system', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

export const CONTRASTS = ['system', 'more'] as const;
export type Contrast = (typeof CONTRASTS)[number];

export interface Appearance {
  readonly scheme: Scheme;
  readonly contrast: Contrast;
}

const STORAGE_KEY = 'hearth.appearance';
const FOLLOW_SYSTEM: Appearance = { scheme: 'system', contrast: 'system' };

/**
 * The choice kept on this device. A device that keeps nothing, or something odd, follows the
 * system.
 */
export function readAppearance(): Appearance {
  try {
    const kept = JSON.parse(
      localStorage.getItem(STORAGE_KEY) ?? 'null',
    ) as Partial<Appearance> | null;
    return {
      scheme: SCHEMES.find((scheme) => scheme === kept?.scheme) ?? FOLLOW_SYSTEM.scheme,
      contrast: CONTRASTS.find((contrast) => contrast === kept?.contrast) ?? FOLLOW_SYSTEM.contrast,
    };
  } catch {
    return FOLLOW_SYSTEM;
  }
}

/** Shows a choice at once and keeps it where the device allows it. */
export function chooseAppearance(appearance: Appearance): void {
  showAppearance(appearance);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(appearance));
  } catch {
    // A device that keeps nothing shows the choice until the page is closed.
  }
}

/** Applies the kept choice, and follows the system from now on where it says so. */
export function startAppearance(): void {
  const again = (): void => showAppearance(readAppearance());
  again();
  matchMedia('(prefers-contrast: more)').addEventListener('change', again);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEY) again();
  });
}

function showAppearance({ scheme, contrast }: Appearance): void {
  const root = document.documentElement;
  const more = contrast === 'more' || matchMedia('(prefers-contrast: more)').matches;
  root.dataset['scheme'] = scheme;
  root.dataset['contrast'] = more ? 'more' : 'normal';
  const side = getComputedStyle(document.body).getPropertyValue('background-color');
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.setAttribute('content', side);
  }
}
