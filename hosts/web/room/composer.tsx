import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

import { isChatError } from '../../../core/vocabulary/errors.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { isTouch } from '../app/use-narrow.js';
import { useClient, useClientState } from '../client/client-context.js';
import { Icon } from '../ui/icon.js';
import { isImeKey } from '../ui/is-ime-key.js';
import { bytesOver } from './body-bytes.js';
import { BodyLimit } from './body-limit.js';
import { useAutosize } from './use-autosize.js';

export interface ComposerOptions {
  readonly roomId: RoomId;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** The message goes on its way: the timeline shows its end. */
  readonly onSend: () => void;
  /** Up in an empty box. */
  readonly onEditLast: () => void;
}

/** Where a message is written. What is in it is a draft, kept with the room. */
export function Composer(options: ComposerOptions) {
  const { roomId, box } = options;
  const client = useClient();
  const [text, write] = useDraft(roomId);
  const [problem, setProblem] = useState<string | null>(null);
  useAutosize(box, text);
  useFocusAtStart(box);
  const sendable = text.trim() !== '' && bytesOver(text) <= 0;
  const send = (): void => {
    if (!sendable) return;
    write('');
    setProblem(null);
    options.onSend();
    box.current?.focus();
    client.post(roomId, text.trim()).catch((error: unknown) => {
      write(text);
      setProblem(isChatError(error) ? error.message : 'Not sent. It is back in the box.');
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isImeKey(event.nativeEvent)) return;
    if (event.key === 'ArrowUp' && text === '' && !event.altKey) {
      event.preventDefault();
      options.onEditLast();
    }
    if (event.key !== 'Enter') return;
    const always = event.metaKey || event.ctrlKey;
    if (!always && (event.shiftKey || isTouch())) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      data-region="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className="problem" role="alert">
        {problem}
      </p>
      <BodyLimit text={text} />
      <div className="composer-box">
        <textarea
          ref={box}
          aria-label="Write a message"
          placeholder="Write a message"
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className="send-button"
          aria-label="Send Message"
          aria-disabled={!sendable}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** The room's draft: what this box says, and what an earlier visit left in it. */
function useDraft(roomId: RoomId): readonly [string, (text: string) => void] {
  const client = useClient();
  const kept = useClientState((state) => state.drafts.get(roomId)) ?? '';
  // Typed text is shown from here: a box that waits for anything else loses the caret.
  const [typed, setTyped] = useState<string | null>(null);
  const write = (text: string): void => {
    setTyped(text);
    client.setDraft(roomId, text);
  };
  return [typed ?? kept, write];
}

function useFocusAtStart(box: RefObject<HTMLTextAreaElement | null>): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || isTouch()) return;
    done.current = true;
    box.current?.focus();
  }, [box]);
}
