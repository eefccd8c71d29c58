/** Colours of the page by token, as the web page has them: light and dark. */
const COLOURS = {
  bg: ['98.5% .004 80', '20.5% .008 65'],
  side: ['96.2% .007 80', '17.2% .007 65'],
  well: ['93.8% .009 80', '25% .009 65'],
  raised: ['100% 0 0', '26.5% .009 65'],
  line: ['88% .011 80', '32.5% .01 65'],
  edge: ['62% .015 75', '57% .013 70'],
  text: ['23.5% .013 65', '93.5% .008 85'],
  text2: ['42% .013 65', '80% .01 80'],
  text3: ['49.5% .013 65', '70% .011 78'],
  dusk: ['47.5% .09 240', '74.5% .085 232'],
  'dusk-text': ['45.5% .09 240', '79% .08 232'],
  'dusk-tint': ['93.5% .027 240', '30.5% .045 240'],
  ember: ['55.5% .145 45', '74.5% .14 52'],
  moss: ['56% .125 150', '76% .135 150'],
  'moss-text': ['46% .1 150', '80% .12 150'],
  brick: ['50.5% .175 22', '70% .15 24'],
  'brick-text': ['49% .175 22', '77.5% .11 24'],
  'brick-tint': ['94.5% .024 20', '29% .055 22'],
  straw: ['61% .12 80', '83% .125 88'],
  'straw-text': ['46% .09 75', '85% .11 88'],
  'straw-tint': ['94.5% .055 90', '30.5% .045 85'],
  on: ['100% 0 0', '16% .008 65'],
} as const satisfies Record<string, readonly [string, string]>;

function tokens(at: 0 | 1): string {
  const pairs = Object.entries(COLOURS).map(([name, values]) => `--${name}:oklch(${values[at]})`);
  return pairs.join(';');
}

const RULES = `
*{box-sizing:border-box}
html{background:var(--bg);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;font:400 1rem/1.5 system-ui,sans-serif}
main,header>div{max-width:76rem;margin:0 auto;padding:0 clamp(1rem,3vw,2rem)}
header{background:var(--side);border-bottom:1px solid var(--line)}
.brand{display:flex;align-items:center;gap:.6rem;padding:.75rem 0;color:var(--text2);
  font-size:.8125rem;font-weight:500}
.brand svg{width:1.6rem;height:1.6rem;color:var(--text)}
.brand .flame{fill:var(--ember)}
.brand .seed{margin-inline-start:auto;font-family:ui-monospace,monospace;color:var(--text3)}
h1{font-size:clamp(1.5rem,1.25rem + 1.1vw,2.15rem);line-height:1.25;font-weight:650;
  letter-spacing:-.012em;max-width:44ch;margin:1.25rem 0 1rem;text-wrap:balance}
.broken{display:flex;flex-wrap:wrap;align-items:baseline;gap:.35rem .75rem;margin:0 0 1.75rem;
  color:var(--text2)}
.broken p{margin:0}
.chip{font:500 .8125rem/1.6 ui-monospace,monospace;padding:.05rem .55rem;border-radius:4px;
  background:var(--brick-tint);color:var(--brick-text)}
h2{font-size:1.125rem;line-height:1.2;font-weight:650;margin:0}
section{margin:2rem 0}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1rem;margin-bottom:.75rem}
.switch{display:flex;margin-inline-start:auto;padding:3px;border-radius:10px;
  background:var(--well)}
button{font:500 .8125rem/1.35 system-ui,sans-serif;color:var(--text2);background:none;border:0;
  border-radius:8px;min-height:32px;padding:0 .75rem;cursor:pointer}
button[aria-pressed=true]{background:var(--raised);color:var(--text);
  box-shadow:0 1px 2px oklch(0% 0 0/.12)}
:focus-visible{outline:2px solid var(--dusk);outline-offset:2px}
.sheet{background:var(--raised);border:1px solid var(--line);border-radius:12px;overflow:auto}
#all{max-height:80vh}
.sheet svg{display:block;margin:0 auto;max-width:none}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.6rem 0 0;padding:0;list-style:none;
  color:var(--text2);font-size:.8125rem}
.key li{display:flex;align-items:center;gap:.4rem}
.key svg{width:28px;height:14px;overflow:visible}
svg text{font:400 12px/1 system-ui,sans-serif;fill:var(--text);paint-order:stroke;
  stroke:var(--raised);stroke-width:4px;stroke-linejoin:round}
.lane{stroke:var(--edge);stroke-width:1.25}
.grid{stroke:var(--line);stroke-width:1;stroke-dasharray:1 5}
svg .time{font:400 11px ui-monospace,monospace;fill:var(--text3)}
.name rect{fill:var(--well);stroke:var(--line)}
.name.person rect{fill:var(--dusk-tint);stroke:none}
svg .name text{font-weight:650;font-size:13px;stroke:none}
.arrow line{stroke:var(--dusk);stroke-width:1.6}
.arrow polygon{fill:var(--dusk)}
.arrow.doubled line{stroke:var(--straw)}
.arrow.doubled polygon{fill:var(--straw)}
.arrow.lost line{stroke:var(--brick);stroke-dasharray:5 4}
.arrow .cross,.mark .cross,.cross{stroke:var(--brick)!important;stroke-width:2.4;
  stroke-dasharray:none!important;stroke-linecap:round}
svg .arrow.lost text{fill:var(--brick-text)}
.mark circle{fill:var(--raised);stroke:var(--text2);stroke-width:1.8}
.mark.serving circle,.mark.opened circle{stroke:var(--moss);fill:var(--moss)}
.mark.closed circle{stroke:var(--straw)}
.mark rect{fill:var(--moss)}
svg .mark.commit text{fill:var(--moss-text)}
.mark path{fill:var(--straw)}
svg .mark.fault text{fill:var(--straw-text);font-weight:500}
svg .mark.crash text{fill:var(--brick-text);font-weight:500}
.mark.violated line{stroke:var(--brick);stroke-width:2}
svg .mark.violated text{fill:var(--brick-text);font:650 12px ui-monospace,monospace}
.band rect{fill:var(--straw-tint);stroke:var(--straw);stroke-width:1}
svg .band text{fill:var(--straw-text);font-size:11px;stroke:none}
.band.down rect{fill:var(--brick-tint);stroke:var(--brick)}
svg .band.down text{fill:var(--brick-text)}
.pair{display:grid;gap:2rem;grid-template-columns:minmax(0,1fr)}
@media(min-width:60rem){.pair{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}
  .pair section{margin:0}}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:12px;
  background:var(--raised);margin-top:.75rem}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:start;vertical-align:top;padding:.4rem .75rem;
  border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
th{font-weight:500;font-size:.8125rem;color:var(--text2);white-space:nowrap}
td.mono,.lines td{font-family:ui-monospace,monospace;font-size:.8125rem;
  font-variant-numeric:tabular-nums}
.lines td{white-space:nowrap}
.broken-row>*{background:var(--brick-tint);color:var(--brick-text)}
details.plain,details.plain:last-of-type{border:0;padding:.5rem 0 0;color:var(--text2)}
ul.without{margin:.75rem 0 0;padding:0;list-style:none;display:grid;gap:.4rem}
ul.without li{background:var(--raised);border:1px solid var(--line);
  border-inline-start:3px solid var(--moss);border-radius:8px;padding:.35rem .75rem;
  font-size:.9375rem}
.quiet{color:var(--text2);font-size:.9375rem;margin:.5rem 0 0;max-width:72ch}
pre{margin:.75rem 0 0;padding:.75rem 1rem;background:var(--well);border-radius:8px;
  overflow:auto;font:400 .8125rem/1.55 ui-monospace,monospace;max-height:28rem}
details{border-top:1px solid var(--line);padding:.75rem 0}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{cursor:pointer;font-weight:500;min-height:32px;line-height:32px}
footer{color:var(--text3);font-size:.8125rem;padding:1rem 0 3rem}
code{font-family:ui-monospace,monospace;font-size:.875em}
[hidden]{display:none}
@media print{.sheet{max-height:none}.switch{display:none}}
@media(forced-colors:active){.band rect{fill:none}}
`;

/** The style sheet of a report: it follows the reader's choice of light or dark. */
export const STYLE =
  `:root{color-scheme:light dark;${tokens(0)}}` +
  `@media(prefers-color-scheme:dark){:root{${tokens(1)}}}` +
  RULES.replaceAll('\n', '');
