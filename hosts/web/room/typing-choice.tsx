import { useState } from 'react';

import { keepTellsTyping, tellsTyping } from '../app/kept.js';
import { Choice } from '../ui/choice.js';

const ANSWERS = ['yes', 'no'] as const;
const LABELS = { yes: 'Yes', no: 'No' };

/** Lets a person choose whether others are told that they type. It takes effect at once. */
export function TypingChoice() {
  const [chosen, setChosen] = useState<(typeof ANSWERS)[number]>(() =>
    tellsTyping() ? 'yes' : 'no',
  );
  return (
    <Choice
      legend="Others see when I type"
      values={ANSWERS}
      labels={LABELS}
      chosen={chosen}
      onChoose={(answer) => {
        setChosen(answer);
        keepTellsTyping(answer);
      }}
    />
  );
}
