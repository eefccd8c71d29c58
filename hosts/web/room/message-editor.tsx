import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { useClient } from '../client/client-context.js';
import { isImeKey } from '../ui/is-ime-key.js';
import { isTouch } from '../app/use-narrow.js';
import { bytesOver } from './body-bytes.js';
import { BodyLimit } from './body-limit.js';
import { useAutosize } from './use-autosize.js';

/**
 * Edits a message in its place.
 *
 * It names the revision that it began with. If the message has changed since, both texts are shown and the
 * person chooses: nothing is overwritten unseen.
 */
export function MessageEditor(options: {
  readonly message: LiveMessage;
  readonly onDone: () => void;
}) {
  const { message, onDone } = options;
  const client = useClient();
  const [base] = useState(message);
  const [text, setText] = useState(message.body);
  const [status, setStatus] = useState<'writing' | 'saving'>('writing');
  const [problem, setProblem] = useState<string | null>(null);
  const [current, setCurrent] = useState<LiveMessage | null>(null);
  const box = useFocusedBox(text);
  const newer = message.revision > base.revision ? message : current;
  const unsaveable = text.trim() === '' || bytesOver(text) > 0;
  const save = async (revision: number): Promise<void> => {
    if (status === 'saving' || unsaveable) return;
    setStatus('saving');
    setProblem(null);
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
    if (event.key !== 'Enter') return;
    const always = event.metaKey || event.ctrlKey;
    if (!always && (event.shiftKey || isTouch())) return;
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
      <p className="problem" role="alert">
        {problem}
      </p>
      <EditorButtons
        conflict={newer !== null}
        busy={status === 'saving'}
        onCancel={onDone}
        onSave={() => void save(newer?.revision ?? base.revision)}
      />
    </div>
  );
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
