import { isImeKey } from '../ui/is-ime-key.js';

/** What F6 goes through: the room list, the timeline, the composer. */
const REGIONS = '[data-region]';
const ROOM_LINKS = '#shared_rooms a';
/**
 * What of a region takes the focus, the first that there is: the open room, the message of the Tab
 * stop, any.
 */
const ENTRANCES = [
  '[aria-current="page"]',
  'article[tabindex="0"]',
  'textarea',
  'a[href]:not([tabindex="-1"])',
  'button',
];

/** Keys that work everywhere: F6 moves between regions, Alt with an arrow between rooms. */
export function onRegionKey(event: KeyboardEvent): void {
  if (isImeKey(event)) return;
  if (event.key === 'F6') {
    event.preventDefault();
    focusRegion(event.shiftKey ? -1 : 1);
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || step === 0) return;
  event.preventDefault();
  goToRoom(step);
}

function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)];
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const from = here === -1 && step === -1 ? 0 : here;
  const region = regions.at((from + step) % regions.length);
  for (const entrance of ENTRANCES) {
    const found = region?.querySelector<HTMLElement>(entrance);
    if (found === null || found === undefined) continue;
    found.focus();
    return;
  }
}

function goToRoom(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(ROOM_LINKS)];
  const here = links.findIndex((link) => link.ariaCurrent === 'page');
  links[here + step]?.click();
}
