/** Whoever has not touched a page for so long may have gone, and left it open. */
const UNTOUCHED_MS = 300_000;

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focusin'] as const;

/** Whether somebody uses the page: a pointer, a key or the focus moves in it. */
export interface Touch {
  /** Whether anything has moved within the last minutes. */
  readonly isRecent: boolean;
  /** The page was turned to: that is a touch. */
  renew(): void;
  end(): void;
}

/** @param onChange - the page is used again, or has not been for a while. */
export function watchTouch(onChange: () => void): Touch {
  let touchedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const check = (): void => {
    const leftMs = touchedAt + UNTOUCHED_MS - performance.now();
    timer = leftMs > 0 ? setTimeout(check, leftMs) : null;
    if (timer === null) onChange();
  };
  const renew = (): void => {
    touchedAt = performance.now();
    if (timer !== null) return;
    timer = setTimeout(check, UNTOUCHED_MS);
    onChange();
  };
  const options = { capture: true, passive: true };
  for (const touch of TOUCHES) addEventListener(touch, renew, options);
  timer = setTimeout(check, UNTOUCHED_MS);
  return {
    get isRecent() {
      return timer !== null;
    },
    renew,
    end() {
      if (timer !== null) clearTimeout(timer);
      for (const touch of TOUCHES) removeEventListener(touch, renew, options);
    },
  };
}
