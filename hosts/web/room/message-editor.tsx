import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { useClient } from '../client/client-context.js';
import { isImeKey } from '../ui/is-ime-key.js';
import { isSendingEnter } from '../ui/is-sending-enter.js';
import { bytesOver } from './body-bytes.js';
import { BodyLimit } from './body-limit.js';
import { useAutosize } from './use-autosize.js';
import { Problem } from '../ui/problem.js';

/**
 * Edits a message in its place.
 *
 * It names the revision that it began with. If the message has changed since, both texts are shown
 * and the person chooses: nothing is overwritten unseen.
 */
export function MessageEditor(options: {
  readonly message: LiveMessage;
  readonly onDone: () => void;
  /** The editor went before it was closed, with this in it. */
  readonly onLeave: (text: string) => void;
}) {
  const { message } = options;
  const client = useClient();
  const [base] = useState(message);
  const [text, setText] = useState(message.body);
  const [status, setStatus] = useState<'writing' | 'saving'>('writing');
  const [problem, setProblem] = useState<string | null>(null);
  const [current, setCurrent] = useState<LiveMessage | null>(null);
  const box = useFocusedBox(text);
  const onDone = useClosing({ ...options, text, before: base.body });
  // While it is being saved, what is newer is what was saved.
  const newer = status === 'writing' && message.revision > base.revision ? message : current;
  const save = async (revision: number): Promise<void> => {
    const unsaveable = problemWith(text);
    setProblem(unsaveable);
    if (status === 'saving' || unsaveable !== null) return;
    setStatus('saving');
    const outcome = await client.edit({ messageId: message.id, revision, body: text.trim() });
    setStatus('writing');
    if (outcome.ok) onDone();
    else if (outcome.refusal.code === 'conflict') setCurrent(outcome.current ?? message);
    else setProblem(outcome.refusal.message);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event.nativeEvent)) return;
    event.stopPropagation();
    if (event.key === 'Escape') onDone();
    if (!isSendingEnter(event)) return;
    event.preventDefault();
    if (newer === null) void save(base.revision);
  };
  return (
    <div className="editor">
      {newer === null ? null : <NewerText message={newer} />}
      <textarea
        ref={box}
        className="input"
        aria-label="Edit message"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <BodyLimit text={text} />
      <Problem text={problem} />
      <EditorButtons
        conflict={newer !== null}
        busy={status === 'saving'}
        onCancel={onDone}
        onSave={() => void save(newer?.revision ?? base.revision)}
      />
    </div>
  );
}

function problemWith(text: string): string | null {
  if (text.trim() === '') return 'Nothing is left of it. To take it back, delete it.';
  return bytesOver(text) > 0 ? 'It is too long. Shorten it to save it.' : null;
}

/**
 * Closes the editor. If it goes before that, because its message did, what was written is handed
 * on.
 */
function useClosing(options: {
  readonly text: string;
  readonly before: string;
  readonly onDone: () => void;
  readonly onLeave: (text: string) => void;
}): () => void {
  const latest = useRef(options);
  const isClosed = useRef(false);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(
    () => () => {
      const { text, before, onLeave } = latest.current;
      if (!isClosed.current && text !== before) onLeave(text);
    },
    [],
  );
  return () => {
    isClosed.current = true;
    options.onDone();
  };
}

function NewerText({ message }: { readonly message: LiveMessage }) {
  return (
    <div className="conflict" role="alert">
      <p>This message was changed while you wrote. It says now:</p>
      <blockquote>{message.body}</blockquote>
      <p>Below is yours. Which one stays?</p>
    </div>
  );
}

function EditorButtons(options: {
  readonly conflict: boolean;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onSave: () => void;
}) {
  const { conflict, busy } = options;
  return (
    <div className="editor-buttons">
      <button
        type="button"
        className="button small primary"
        aria-disabled={busy}
        onClick={options.onSave}
      >
        {conflict ? 'Save mine' : 'Save changes'}
      </button>
      <button type="button" className="button small" onClick={options.onCancel}>
        {conflict ? 'Keep what it says now' : 'Cancel'}
      </button>
      <span className="hint" role="status">
        {busy ? 'Saving' : null}
      </span>
    </div>
  );
}

/** A text box that has the focus from the start, with the caret at its end. */
function useFocusedBox(text: string) {
  const box = useRef<HTMLTextAreaElement>(null);
  useAutosize(box, text);
  useEffect(() => {
    const element = box.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
    element?.scrollIntoView({ block: 'nearest' });
  }, []);
  return box;
}
