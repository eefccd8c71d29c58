import { readCanaries } from '../commands/canary-files.js';
import type { GapRow, SimulatedProof } from './gap-rows.js';

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
  if (row.kind === 'sim') {
    const proofs = [row, ...(row.also ?? [])].flatMap((proof) => {
      const sabotage = `canary ${String(proof.canary)}, ${canaryTitle(proof.canary)}`;
      return closing(proof, proof.invariant, sabotage);
    });
    return [...lines, '- kind: simulated', ...proofs, ''].join('\n');
  }
  const { sabotage, invariant, test } = row;
  const watched = `${invariant}, tested in \`${test}\``;
  const proof = closing(row, watched, `${sabotage.title} (\`${sabotage.file}\`)`);
  return [...lines, '- kind: tested', ...proof, ''].join('\n');
}

function closing(
  { mechanism, scenario }: Pick<SimulatedProof, 'mechanism' | 'scenario'>,
  watched: string,
  sabotage: string,
): readonly string[] {
  return [
    `- mechanism: \`${mechanism.name}\` in \`${mechanism.file}\``,
    `- watched by: ${watched}`,
    `- provoked by: ${scenario}`,
    `- sabotage: ${sabotage}`,
  ];
}
