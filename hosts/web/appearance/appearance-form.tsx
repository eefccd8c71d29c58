import { useState } from 'react';

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

function Choice<Value extends string>(options: {
  readonly legend: string;
  readonly values: readonly Value[];
  readonly labels: Readonly<Record<Value, string>>;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="choice">
      <legend>{options.legend}</legend>
      <div className="choice-values">
        {options.values.map((value) => (
          <label key={value} className="choice-value">
            <input
              type="radio"
              name={options.legend}
              value={value}
              checked={value === options.chosen}
              onChange={() => options.onChoose(value)}
            />
            <span>{options.labels[value]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
