/** What the shapes of the drawing mean: a small one of each, and words. */
const SHAPES = [
  [
    '<g class="arrow"><line x1="0" y1="3" x2="24" y2="10"/>' +
      '<polygon points="28,11 19,12 21,6"/></g>',
    'a message, slanted by its delay',
  ],
  [
    '<g class="arrow lost"><line x1="0" y1="3" x2="18" y2="8"/></g>' +
      '<line class="cross" x1="15" y1="4" x2="23" y2="12"/>' +
      '<line class="cross" x1="23" y1="4" x2="15" y2="12"/>',
    'lost',
  ],
  [
    '<g class="arrow doubled"><line x1="0" y1="7" x2="18" y2="7"/>' +
      '<polygon points="28,7 20,3 20,11"/><polygon points="20,7 12,3 12,11"/></g>',
    'doubled',
  ],
  ['<g class="mark"><rect x="4" y="5" width="18" height="5" rx="1"/></g>', 'a commit'],
  ['<g class="mark fault"><path d="M8 13L14 1L20 13Z"/></g>', 'a fault'],
  ['<g class="band down"><rect x="2" y="0" width="22" height="14" rx="3"/></g>', 'down'],
  ['<g class="band"><rect x="2" y="0" width="22" height="14" rx="3"/></g>', 'away or cut off'],
] as const;

export const KEY =
  '<ul class="key">' +
  SHAPES.map(([shape, words]) => `<li><svg aria-hidden="true">${shape}</svg>${words}</li>`).join(
    '',
  ) +
  '</ul>';
