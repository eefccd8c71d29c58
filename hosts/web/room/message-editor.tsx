import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { isImeKey } from '../ui/is-ime-key.js';
import { isSendingEnter } from '../ui/is-sending-enter.js';
import { BodyLimit } from './body-limit.js';
import { useAutosize } from './use-autosize.js';
import { useEdit } from './use-edit.js';
import { Problem } from '../ui/problem.js';

/**
 * Edits a message in its place. If the message has changed since, both texts are shown and the
 * person chooses.
 */
export function MessageEditor(options: {
  readonly message: LiveMessage;
  readonly onDone: () => void;
  /** The editor went before it was closed, with this in it. */
  readonly onLeave: (text: string) => void;
}) {
  const { message } = options;
  const [before] = useState(message.body);
  const [text, setText] = useState(before);
  const box = useFocusedBox(text);
  const onDone = useClosing({ ...options, text, before });
  const { newer, isSaving, problem, save } = useEdit({ message, text, onDone });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event.nativeEvent)) return;
    event.stopPropagation();
    if (event.key === 'Escape') onDone();
    if (!isSendingEnter(event)) return;
    event.preventDefault();
    if (newer === null) void save();
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
        busy={isSaving}
        onCancel={onDone}
        onSave={() => void save()}
      />
    </div>
  );
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
      if (!isClosed.current && text !== before && text.trim() !== '') onLeave(text);
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
      <blockquote tabIndex={0}>{message.body}</blockquote>
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
