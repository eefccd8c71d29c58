import { useState } from 'react';

import { isChatError } from '../../../core/vocabulary/errors.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { useClient } from '../client/client-context.js';
import { Problem } from '../ui/problem.js';
import type { LeftTexts } from './use-left-texts.js';

/**
 * What was written in the editor of a message that somebody deleted meanwhile. It is not lost
 * before a person says so.
 */
export function LeftText(options: {
  readonly roomId: RoomId;
  readonly left: LeftTexts;
  /** It goes on its way: the timeline shows its end. */
  readonly onSend: () => void;
  /** There is nothing left to decide. */
  readonly onDecided: () => void;
}) {
  const { roomId, left } = options;
  const client = useClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [text] = left.texts;
  if (text === undefined) return null;
  const decided = (): void => {
    setProblem(null);
    left.drop();
    options.onDecided();
  };
  const send = async (): Promise<void> => {
    options.onSend();
    try {
      await client.post(roomId, text.trim());
      decided();
    } catch (error) {
      setProblem(isChatError(error) ? error.message : 'Not sent. It is kept here.');
    }
  };
  return (
    <section className="notices" role="alert" aria-label="Your edit">
      <div className="notice">
        <p>The message that you were editing was deleted. This is what you wrote:</p>
        <blockquote tabIndex={0}>{text}</blockquote>
        <Problem text={problem} />
        <div className="editor-buttons">
          <button type="button" className="button small primary" onClick={() => void send()}>
            Send as a new message
          </button>
          <button type="button" className="button small" onClick={decided}>
            Let it go
          </button>
        </div>
      </div>
    </section>
  );
}
