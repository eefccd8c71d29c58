import { useEffect, useRef } from 'react';

import type { OutboxEntry } from '../../../core/client/state.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Message } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { useAnnounce } from '../shell/announcer.js';
import { type Heard, spokenText, waitBeforeSpeaking } from './announcements.js';
import { lostText } from './lost-text.js';

export interface Announceable {
  /** Null until the room is here: what it held before is not new. */
  readonly messages: readonly Message[] | null;
  readonly pending: readonly OutboxEntry[];
  readonly me: UserId;
  readonly people: ReadonlyMap<UserId, Person>;
}

/**
 * Tells screen readers of new messages of the open room, and at once of an own one that was not
 * sent.
 */
export function useAnnouncements(room: Announceable): void {
  useNewMessages(room);
  useNotSent(room.pending);
}

function useNewMessages({ messages, me, people }: Announceable): void {
  const announce = useAnnounce();
  const newest = useRef<number | null>(null);
  const waiting = useRef<Heard[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lastKeyAt = useLastKeyAt();
  const lastSpokenAt = useRef(-Infinity);
  useEffect(() => {
    if (messages === null) return;
    const seen = newest.current;
    newest.current = Math.max(seen ?? 0, messages.at(-1)?.seq ?? 0);
    if (seen === null) return;
    for (const message of messages) {
      if (message.seq <= seen || message.state !== 'live' || message.authorId === me) continue;
      const author = people.get(message.authorId)?.name ?? 'Someone';
      waiting.current.push({ author, body: message.body });
    }
    const speak = (): void => {
      clearTimeout(timer.current);
      if (waiting.current.length === 0) return;
      const times = { lastKeyAt: lastKeyAt.current, lastSpokenAt: lastSpokenAt.current };
      const wait = waitBeforeSpeaking({ now: performance.now(), ...times });
      if (wait > 0) {
        timer.current = setTimeout(speak, wait);
        return;
      }
      announce.polite(spokenText(waiting.current));
      waiting.current = [];
      lastSpokenAt.current = performance.now();
    };
    speak();
  }, [messages, me, people, announce, lastKeyAt]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

function useLastKeyAt(): { readonly current: number } {
  const at = useRef(-Infinity);
  useEffect(() => {
    const note = (): void => {
      at.current = performance.now();
    };
    addEventListener('keydown', note);
    return () => removeEventListener('keydown', note);
  }, []);
  return at;
}

function useNotSent(pending: readonly OutboxEntry[]): void {
  const announce = useAnnounce();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const lost = pending.filter(
      ({ state }) => state.kind === 'failed' || state.kind === 'rejected',
    );
    const before = known.current;
    known.current = new Set(lost.map(({ clientMessageId }) => clientMessageId));
    if (before === null) return;
    const first = lost.find(({ clientMessageId }) => !before.has(clientMessageId));
    if (first !== undefined) announce.assertive(lostText(first));
  }, [pending, announce]);
}
