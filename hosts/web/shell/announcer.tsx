import { createContext, use, useMemo, useRef, type ReactNode, type RefObject } from 'react';

import { assert } from '../../../core/vocabulary/assert.js';

/** How long an announcement stays in the page. Screen readers have taken it up long before. */
const KEPT_MS = 10_000;

export interface Announce {
  /** Says something when the screen reader has a pause. */
  polite(text: string): void;
  /** Says something at once: only that a message was not sent, and that the session ended. */
  assertive(text: string): void;
}

const AnnounceContext = createContext<Announce | null>(null);

/** The one place from which the page speaks to screen readers. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const polite = useRef<HTMLDivElement>(null);
  const assertive = useRef<HTMLDivElement>(null);
  const announce = useMemo<Announce>(
    () => ({
      polite: (text) => say(polite, text),
      assertive: (text) => say(assertive, text),
    }),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div ref={polite} className="visually-hidden" aria-live="polite" data-announcer="polite" />
      <div ref={assertive} className="visually-hidden" aria-live="assertive" />
    </AnnounceContext>
  );
}

/** What speaks to screen readers. Only below an {@link Announcer}. */
export function useAnnounce(): Announce {
  const announce = use(AnnounceContext);
  assert(announce !== null, 'what speaks is below the announcer');
  return announce;
}

// Appended and removed later, never replaced: a changed text would be spoken in part or not at all.
function say(region: RefObject<HTMLDivElement | null>, text: string): void {
  const line = document.createElement('p');
  line.textContent = text;
  region.current?.append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}
