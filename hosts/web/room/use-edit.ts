import { useEffect, useState } from 'react';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { useClient } from '../client/client-context.js';
import { bytesOver } from './body-bytes.js';

export interface Edit {
  /** What the message says by now, where that is not what the edit began with. */
  readonly newer: LiveMessage | null;
  readonly isSaving: boolean;
  /** Why it was not saved. */
  readonly problem: string | null;
  /** Saves the text over what is shown: the revision begun with, or the newer one. */
  readonly save: () => Promise<void>;
}

/**
 * The saving of an edit. It names the revision that the person has seen: nothing is overwritten
 * unseen.
 */
export function useEdit(options: {
  readonly message: LiveMessage;
  readonly text: string;
  readonly onDone: () => void;
}): Edit {
  const { message, onDone } = options;
  const client = useClient();
  const body = options.text.trim();
  const [base] = useState(message);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [answered, setAnswered] = useState<LiveMessage | null>(null);
  const [tried, setTried] = useState<string | null>(null);
  // While it is being saved, what is newer is what was saved.
  const newer = isSaving ? null : newest(base, answered, message);
  const isThere = newer !== null && newer.body === tried && body === tried;
  useEffect(() => {
    if (isThere) onDone();
    // It was saved after all, though nobody said so: nothing is left to choose.
  }, [isThere]);
  const save = async (): Promise<void> => {
    const unsaveable = problemWith(body);
    setProblem(unsaveable);
    if (isSaving || unsaveable !== null) return;
    setSaving(true);
    setTried(body);
    const { revision } = newer ?? base;
    const outcome = await client.edit({ messageId: message.id, revision, body });
    setSaving(false);
    if (outcome.ok) onDone();
    else if (outcome.refusal.code === 'conflict') setAnswered(outcome.current ?? message);
    else setProblem(outcome.refusal.message);
  };
  return { newer: isThere ? null : newer, isSaving, problem, save };
}

/** The newest state that is known of a message; null where it is the one that was begun with. */
function newest(
  base: LiveMessage,
  answered: LiveMessage | null,
  seen: LiveMessage,
): LiveMessage | null {
  const later = answered !== null && answered.revision > seen.revision ? answered : seen;
  return later.revision > base.revision ? later : null;
}

function problemWith(body: string): string | null {
  if (body === '') return 'Nothing is left of it. To take it back, delete it.';
  return bytesOver(body) > 0 ? 'It is too long. Shorten it to save it.' : null;
}
