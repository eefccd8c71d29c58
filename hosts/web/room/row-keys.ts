import type { KeyboardEvent } from 'react';

const ARTICLE = 'article.message';
const REACHABLE = 'a[href], button';

/**
 * Where a key in the timeline moves the focus: arrows, Home and End between messages, Enter into a
 * message, Escape back to it. Null for any other key. Page keys stay the browser's, so that a tall
 * message can scroll.
 */
export function rowToFocus(event: KeyboardEvent, list: HTMLElement | null): HTMLElement | null {
  if (list === null || !(event.target instanceof HTMLElement) || modified(event)) return null;
  const article = event.target.closest<HTMLElement>(ARTICLE);
  if (article === null) return null;
  if (event.target !== article) return event.key === 'Escape' ? article : null;
  if (event.key === 'Enter') return article.querySelector<HTMLElement>(REACHABLE);
  const articles = [...list.querySelectorAll<HTMLElement>(ARTICLE)];
  const here = articles.indexOf(article);
  switch (event.key) {
    case 'ArrowUp':
      return articles[here - 1] ?? null;
    case 'ArrowDown':
      return articles[here + 1] ?? null;
    case 'Home':
      return articles[0] ?? null;
    case 'End':
      return articles.at(-1) ?? null;
    default:
      return null;
  }
}

/** What a single letter asks of the message that has the focus. Null while anything else has it. */
export function actOfKey(
  event: KeyboardEvent,
): { readonly act: 'edit' | 'delete' | 'unread'; readonly messageId: number } | null {
  if (!(event.target instanceof HTMLElement) || modified(event)) return null;
  const messageId = Number(event.target.dataset['messageId']);
  if (!event.target.matches(ARTICLE) || !(messageId > 0)) return null;
  if (event.key === 'e' || event.key === 'E') return { act: 'edit', messageId };
  if (event.key === 'u' || event.key === 'U') return { act: 'unread', messageId };
  return event.key === 'Delete' ? { act: 'delete', messageId } : null;
}

function modified(event: KeyboardEvent): boolean {
  return event.altKey || event.ctrlKey || event.metaKey;
}
