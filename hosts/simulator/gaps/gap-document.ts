import { readCanaries } from '../commands/canary-files.js';
import type { GapRow } from './gap-rows.js';

const HEAD = `# The gap register

How a chat server of this kind goes wrong, and what holds in Hearth instead. A **closed** row names
the mechanism that closes it, the check that watches the mechanism, what provokes it, and a
**sabotage**: the mechanism broken on purpose, which must turn exactly that check red. An **open**
row names the step that builds its subject.

This page is made from \`fixtures/gaps.json\`. Nothing here says that a check was green: run it.

\`\`\`
npx hearth simulate gaps              # every row: the check as it is, then with the sabotage
npx hearth simulate gaps --gap 1.1b   # one row, with what happened
npx hearth simulate gaps --json       # one object a row
\`\`\`
`;

/** The register for people, in Markdown. */
export function gapDocument(rows: readonly GapRow[]): string {
  const titles = new Map(readCanaries().map(({ id, title }) => [id, title]));
  const sections = rows.map((row) => section(row, (id) => titles.get(id) ?? ''));
  return `${HEAD}\n${sections.join('\n')}`;
}

function section(row: GapRow, canaryTitle: (id: number) => string): string {
  const lines = [`## ${row.id} ${row.wrong}`, '', `**Must hold:** ${row.holds}`, ''];
  if (row.kind === 'open') return [...lines, `- **open**: ${row.step}`, ''].join('\n');
  const { mechanism, invariant, scenario } = row;
  const sabotage =
    row.kind === 'sim'
      ? `canary ${String(row.canary)}, ${canaryTitle(row.canary)}`
      : `${row.sabotage.title} (\`${row.sabotage.file}\`)`;
  const watched = row.kind === 'sim' ? invariant : `${invariant}, tested in \`${row.test}\``;
  return [
    ...lines,
    `- kind: ${row.kind === 'sim' ? 'simulated' : 'tested'}`,
    `- mechanism: \`${mechanism.name}\` in \`${mechanism.file}\``,
    `- watched by: ${watched}`,
    `- provoked by: ${scenario}`,
    `- sabotage: ${sabotage}`,
    '',
  ].join('\n');
}
