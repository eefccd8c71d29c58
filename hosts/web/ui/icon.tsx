/**
 * Every icon, drawn on a grid of 20 by 20 with a stroke of 1.5 and round caps. Each outline leaves
 * one gap open, like a doorway.
 */
const PATHS = {
  room: 'M5 16.5V9a5 5 0 0 1 10 0v7.5M3 16.5h6.5',
  plus: 'M10 4v12M4 10h6m2.5 0H16',
  send: 'M10 16V4.5M5 9.5l5-5 5 5',
  edit: 'M11.5 5.5l3 3M4 16l.8-3.4 8.6-8.6a1.5 1.5 0 0 1 2.1 0l.5.5a1.5 1.5 0 0 1 0 2.1L8.5 14',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 9.1A1 1 0 0 0 7.2 16H11m3.5-10-.5 6.5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  down: 'M10 4v11.5M5 10.5l5 5 5-5',
  clock: 'M10 6v4l2.5 2M4.9 5.6A6.8 6.8 0 1 0 10 3.2',
  alert: 'M10 6.5v4.2M10 13.6v.1M6.6 4.1a6.8 6.8 0 1 0 3.4-.9',
  copy: 'M8 8h7.5v8H8zM5 12.5h-.5v-8H12V5',
  check: 'M4.5 10.5l3.8 3.8L15.5 6',
  people: [
    'M7.5 9a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 7.5 9Zm-5 7c.3-2.8 2.3-4.5 5-4.5s4.7 1.7 5 4.5',
    'M13.5 4.2a2.5 2.5 0 0 1 0 4.6M15 11.9c1.5.7 2.4 2.1 2.6 4.1',
  ].join(''),
  unread: 'M4 6.5h6M4 10.5h12M4 14.5h8M15.5 6.6a1.6 1.6 0 1 0 .1 0',
  retry: 'M15.8 7.2A6.5 6.5 0 1 0 16.5 11M16 3.5v3.8h-3.8',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon. It has no name of its own: the control that holds it has one. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
