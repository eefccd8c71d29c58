import { useState } from 'react';

import { Choice } from '../ui/choice.js';
import {
  type Appearance,
  type Contrast,
  type Scheme,
  chooseAppearance,
  CONTRASTS,
  readAppearance,
  SCHEMES,
} from './choice.js';

const SCHEME_LABELS: Readonly<Record<Scheme, string>> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
};

const CONTRAST_LABELS: Readonly<Record<Contrast, string>> = { system: 'System', more: 'More' };

/** Lets a person choose light or dark and the contrast. It takes effect at once. */
export function AppearanceForm() {
  const [appearance, setAppearance] = useState(readAppearance);
  const choose = (change: Partial<Appearance>): void => {
    const next = { ...appearance, ...change };
    setAppearance(next);
    chooseAppearance(next);
  };
  return (
    <div className="choices">
      <Choice
        legend="Colours"
        values={SCHEMES}
        labels={SCHEME_LABELS}
        chosen={appearance.scheme}
        onChoose={(scheme) => choose({ scheme })}
      />
      <Choice
        legend="Contrast"
        values={CONTRASTS}
        labels={CONTRAST_LABELS}
        chosen={appearance.contrast}
        onChoose={(contrast) => choose({ contrast })}
      />
    </div>
  );
}
