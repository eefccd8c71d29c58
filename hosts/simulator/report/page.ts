import { invariantOf } from '../invariants/registry.js';
import type { SceneRow } from '../world/scene.js';
import { headlineOf, seconds } from './headline.js';
import { KEY } from './key.js';
import { layOut, type Placed } from './layout.js';
import { slicedLines, type Line } from './lines.js';
import { tell, type Failure } from './story.js';
import { STYLE } from './style.js';
import { drawing, escape } from './svg.js';

const LOGO = `<svg viewBox="0 0 48 48" aria-hidden="true">
<path d="M10 38V23a14 14 0 0 1 28 0v15M6 40h36" stroke="currentColor" stroke-width="4.5"
 stroke-linecap="round" fill="none"/>
<path class="flame" d="M24 36c-4 0-6.5-2.8-6.5-6.2 0-4.6 4.3-5.8 4.9-10.8 4.6 2 8.1 6.2 8.1 10.8
 0 3.4-2.5 6.2-6.5 6.2Z"/></svg>`;

/** Nothing is loaded from anywhere, and nothing could be. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** Switches between what led to the failure and everything. */
const SCRIPT = `
for (const button of document.querySelectorAll('.switch button'))
  button.addEventListener('click', () => {
    for (const other of document.querySelectorAll('.switch button'))
      other.setAttribute('aria-pressed', String(other === button));
    for (const sheet of document.querySelectorAll('.sheet'))
      sheet.hidden = sheet.id !== button.dataset.shows;
  });
`;

/** A failed run as one page that needs nothing from anywhere else. */
export function pageOf(failure: Failure): string {
  const { plan, violation } = failure;
  const headline = headlineOf(failure);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escape(violation?.invariant ?? 'Failure')} in seed ${plan.seed}</title>
<style>${STYLE}</style>
</head>
<body>
<header><div>
<div class="brand">${LOGO}<span>Hearth simulator</span>
<span class="seed">seed ${plan.seed}</span></div>
<h1>${escape(headline)}</h1>
${brokenOf(failure)}
</div></header>
<main>
${diagrams(failure)}
<div class="pair">
${sides(failure)}
${without(failure)}
</div>
${again(failure)}
${more(failure)}
<footer>Trace hash <code>${escape(failure.hash)}</code>.
The same plan on the same code gives it again.</footer>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function brokenOf({ violation }: Failure): string {
  if (violation === null) return '';
  const { invariant, at } = violation;
  const statement = invariantOf(invariant)?.statement ?? '';
  return (
    `<div class="broken"><span class="chip">${escape(invariant)}</span>` +
    `<p>${escape(sentence(statement))} Broken at ${seconds(at * 1_000)}.</p></div>`
  );
}

function diagrams(failure: Failure): string {
  const [slice, all] = [false, true].map((every) => layOut(tell(failure, every)));
  if (slice === undefined || all === undefined) return '';
  const sheet = (id: string, placed: Placed, words: string): string =>
    `<div class="sheet" id="${id}" role="region" tabindex="0" aria-label="${words}"` +
    `${id === 'all' ? ' hidden' : ''}>${drawing(placed, words)}</div>`;
  const leftOut =
    all.leftOut === 0
      ? ''
      : `<p class="quiet">Of everything, the first ${all.leftOut} moments are left out.</p>`;
  return `<section aria-labelledby="happened">
<div class="top"><h2 id="happened">What happened</h2>
<div class="switch" role="group" aria-label="How much is shown">
<button type="button" aria-pressed="true" data-shows="slice">What led to it</button>
<button type="button" aria-pressed="false" data-shows="all">Everything</button>
</div></div>
${sheet('slice', slice, 'Sequence diagram of what led to it; the lines below say the same')}
${sheet('all', all, 'Sequence diagram of everything that happened')}
${KEY}
${leftOut}
</section>`;
}

function sides({ scene, violation }: Failure): string {
  const differs = ({ model, actual }: SceneRow): boolean => model !== '' && model !== actual;
  const apart = scene.filter(differs);
  const alike = scene.filter((row) => !differs(row));
  const broken =
    violation === null
      ? []
      : [
          `<tr class="broken-row"><th scope="row">${escape(violation.entity)}</th>` +
            `<td>${escape(violation.invariant)}</td><td>holds</td>` +
            `<td><strong>${escape(violation.detail)}</strong></td></tr>`,
        ];
  const more =
    alike.length === 0
      ? ''
      : `<details class="plain"><summary>${alike.length} more, where both agree or only one has` +
        ` it</summary>${sideTable(alike.map(sideRow), 'alike')}</details>`;
  return `<section aria-labelledby="sides"><h2 id="sides">Both sides at that moment</h2>
${sideTable([...broken, ...apart.map(sideRow)], 'sides')}${more}</section>`;
}

function sideRow({ place, what, model, actual }: SceneRow): string {
  const mark = model !== '' && model !== actual ? '<span aria-hidden="true">≠ </span>' : '';
  return (
    `<tr><th scope="row">${escape(place)}</th><td>${escape(what)}</td>` +
    `<td class="mono">${escape(model)}</td><td class="mono">${mark}${escape(actual)}</td></tr>`
  );
}

function sideTable(rows: readonly string[], name: string): string {
  if (rows.length === 0) return '<p class="quiet">Nothing differs.</p>';
  return table(['Where', 'What', 'By the model', 'Actual'], rows, `State, ${name}`);
}

function without({ plan: { shrinking } }: Failure): string {
  const list = shrinking?.passesWithout ?? [];
  const words =
    shrinking === undefined
      ? 'This plan is as its seed made it. <code>hearth simulate shrink</code> takes away what ' +
        'is not needed, and says what is.'
      : 'Each of these alone, taken away, makes the run pass. Look there first.';
  // Faults begin with their class; what people did is long and rarely the cause.
  const isFault = (one: string): boolean => /^[A-Z]\d/.test(one);
  const done = list.filter((one) => !isFault(one));
  const folded =
    done.length === 0
      ? ''
      : `<details class="plain"><summary>and without any of ${done.length} operations</summary>` +
        `${items(done)}</details>`;
  return `<section aria-labelledby="without"><h2 id="without">It passes without</h2>
<p class="quiet">${words}</p>${items(list.filter(isFault))}${folded}</section>`;
}

function items(list: readonly string[]): string {
  if (list.length === 0) return '';
  return `<ul class="without">${list.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>`;
}

function again({ command }: Failure): string {
  const lines = [
    `npx hearth simulate replay ${command}`,
    `npx hearth simulate shrink ${command}`,
    `npx hearth simulate report ${command} -o failure.html`,
  ];
  return `<section aria-labelledby="again"><h2 id="again">Run it again</h2>
<pre tabindex="0" aria-label="Commands">${lines.map(escape).join('\n')}</pre></section>`;
}

function more(failure: Failure): string {
  const { ops, faults, chances, config } = failure.plan;
  const json = (value: unknown): string =>
    `<pre tabindex="0" aria-label="JSON">${escape(listed(value))}</pre>`;
  return `<section aria-label="Details">
<details open><summary>The same in lines</summary>${linesTable(slicedLines(failure))}</details>
<details><summary>The plan: ${ops.length} operations, ${faults.length} planned faults</summary>
${json([...ops, ...faults])}${chances === undefined ? '' : json([chances])}</details>
<details><summary>The configuration</summary>${json(Object.entries(config))}</details>
</section>`;
}

function linesTable(lines: readonly Line[]): string {
  const rows = lines.map(
    (line) => `<tr>${line.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`,
  );
  const heads = ['Time', 'Lane', 'Event', 'Room', 'Seq', 'What'];
  return `<div class="lines">${table(heads, rows, 'Lines')}</div>`;
}

function table(heads: readonly string[], rows: readonly string[], name: string): string {
  const cells = heads.map((head) => `<th scope="col">${head}</th>`).join('');
  return `<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table>
<thead><tr>${cells}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** One value a line. */
function listed(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join('\n') : String(value);
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
