import type { Client } from '../../../core/client/client.js';
import { watchTouch } from './watch-touch.js';

/** Whoever looks at another tab for less than this has not gone away. */
const AWAY_AFTER_MS = 5_000;

/**
 * Tells the client whether somebody looks at the page, and when they go. A page in sight that
 * nobody has touched for some minutes is looked at by nobody. One that is loaded again, or that
 * another page of Hearth takes the place of, is left by nobody.
 *
 * @returns what ends that.
 */
export function tellPresence(client: Pick<Client, 'beHere' | 'sayGoodbye'>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let staysHere = false;
  const look = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') client.beHere(touch.isRecent ? 'active' : 'away');
    else timer = setTimeout(() => client.beHere('away'), AWAY_AFTER_MS);
  };
  const touch = watchTouch(look);
  const onShown = (): void => {
    if (document.visibilityState === 'visible') touch.renew();
    look();
  };
  const onNavigate = (event: NavigateEvent): void => {
    const isOurs = new URL(event.destination.url).origin === location.origin;
    staysHere = isOurs && !event.destination.sameDocument;
  };
  const onPageHide = (): void => {
    if (!staysHere) client.sayGoodbye();
  };
  // Browsers that do not tell take every end of a page for a leave.
  const navigation = 'navigation' in window ? window.navigation : null;
  navigation?.addEventListener('navigate', onNavigate);
  document.addEventListener('visibilitychange', onShown);
  addEventListener('pagehide', onPageHide);
  addEventListener('pageshow', onShown);
  client.beHere(document.visibilityState === 'visible' ? 'active' : 'away');
  return () => {
    clearTimeout(timer);
    touch.end();
    navigation?.removeEventListener('navigate', onNavigate);
    document.removeEventListener('visibilitychange', onShown);
    removeEventListener('pagehide', onPageHide);
    removeEventListener('pageshow', onShown);
  };
}
