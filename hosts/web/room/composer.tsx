import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';

import { isChatError } from '../../../core/vocabulary/errors.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { isTouch } from '../app/use-narrow.js';
import { useClient, useClientState } from '../client/client-context.js';
import { Icon } from '../ui/icon.js';
import { isImeKey } from '../ui/is-ime-key.js';
import { isSendingEnter } from '../ui/is-sending-enter.js';
import { bytesOver } from './body-bytes.js';
import { BodyLimit } from './body-limit.js';
import { useAutosize } from './use-autosize.js';
import { useTyping } from './use-typing.js';
import { Problem } from '../ui/problem.js';

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
  const type = useTyping(roomId, write);
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
    const wanted = wantedBy(event, text);
    if (wanted === null) return;
    event.preventDefault();
    if (wanted === 'send') send();
    else options.onEditLast();
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
      <Problem text={problem} />
      <BodyLimit text={text} />
      <div className="composer-box">
        <textarea
          ref={box}
          aria-label="Write a message"
          placeholder="Write a message"
          rows={1}
          value={text}
          onChange={(event) => type(event.target.value)}
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

/** What a key in the box asks for, beyond writing. */
function wantedBy(event: KeyboardEvent, text: string): 'send' | 'editLast' | null {
  if (isImeKey(event.nativeEvent)) return null;
  if (event.key === 'ArrowUp' && text === '' && !event.altKey) return 'editLast';
  return isSendingEnter(event) ? 'send' : null;
}

/** The room's draft: what this box says, and what an earlier visit left in it. */
function useDraft(roomId: RoomId): readonly [string, (text: string) => void] {
  const client = useClient();
  const text = useClientState((state) => state.drafts.get(roomId)) ?? '';
  const write = useCallback(
    (changed: string): void => {
      client.setDraft(roomId, changed);
    },
    [client, roomId],
  );
  return [text, write];
}

function useFocusAtStart(box: RefObject<HTMLTextAreaElement | null>): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || isTouch()) return;
    done.current = true;
    box.current?.focus();
  }, [box]);
}
