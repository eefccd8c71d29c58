import { useState } from 'react';

import type { UserId } from '../../../core/vocabulary/ids.js';
import { Problem } from '../ui/problem.js';
import { turnOn } from './device.js';

/** Asks once, in the room, whether this device may tell its person something. */
export function NoticeOfferCard(options: {
  readonly userId: UserId;
  /** They have decided. */
  readonly onOver: () => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const accept = async (): Promise<void> => {
    const found = await turnOn(options.userId);
    if (found === null) options.onOver();
    else setProblem(found);
  };
  return (
    <section className="offer" aria-label="Notifications">
      <p>
        Be told on this device when somebody mentions you and you are not looking? You can change it
        on your profile page.
      </p>
      <Problem text={problem} />
      <div className="offer-acts">
        <button type="button" className="button primary" onClick={() => void accept()}>
          Tell me
        </button>
        <button type="button" className="button" onClick={options.onOver}>
          Not now
        </button>
      </div>
    </section>
  );
}
