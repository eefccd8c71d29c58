import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCanaries } from '../../../hosts/simulator/commands/canary-files.js';
import { demandCanaries } from '../../../hosts/simulator/commands/explain.js';
import { summarize } from '../../../hosts/simulator/commands/summary.js';
import type { Invariant } from '../../../hosts/simulator/invariants/invariant.js';
import { INVARIANTS } from '../../../hosts/simulator/invariants/registry.js';
import { projectRoot } from '../../../hosts/simulator/mutants/project.js';
import { FAULT_CLASS_NAMES } from '../../../hosts/simulator/plan/fault-classes.js';
import type { RunResult } from '../../../hosts/simulator/world/run-plan.js';

const CHECKED = { T: 'at each event', Q: 'when quiet', E: 'at the end' } as const;

/** Rows of docs/simulator.md that begin in a certain way. */
function documented(begin: RegExp): readonly string[] {
  const text = readFileSync(join(projectRoot(), 'docs', 'simulator.md'), 'utf8');
  return text.split('\n').filter((line) => begin.test(line));
}

function rowOf({ id, statement, tier, needs, owner }: Invariant): string {
  return `| ${id} | ${statement} | ${CHECKED[tier]} | ${needs.join(', ')} | ${owner} |`;
}

/** Outcomes of seeds in which nothing went wrong and only some invariants judged anything. */
function summaryOf(seeds: number, judged: Readonly<Record<string, number>>) {
  const outcomes = Object.fromEntries(FAULT_CLASS_NAMES.map((name) => [name, 1]));
  const counts = { outcomes, goals: {} } as unknown as RunResult['counts'];
  const result = { ok: true, commits: 20, counts, judged, tripped: [], crashes: [] };
  const ran = Array.from({ length: seeds }, (_, job) => ({
    kind: 'ran' as const,
    job,
    result: { ...result, seed: job + 1, firstViolation: null } as unknown as RunResult,
    hits: 0,
    visits: [],
    reached: [],
    wallMs: 1,
    records: [],
  }));
  return summarize({ outcomes: ran, settings: [], wallMs: 1_000 });
}

describe('the table of invariants', () => {
  it('SI61 the documents hold the same table', () => {
    expect(documented(/^\| [SRL]-/)).to.deep.equal(INVARIANTS.map(rowOf));
  });

  it('SI61 the documents hold every canary, and what must catch it', () => {
    const rows = readCanaries().map(
      ({ id, title, invariant }) => `| ${String(id)} | ${title} | ${invariant} |`,
    );
    expect(documented(/^\| \d+ \|/)).to.deep.equal(rows);
  });

  it('SI63 one that never judged anything in 200 seeds proves nothing, in fewer it may', () => {
    const all = Object.fromEntries(INVARIANTS.map(({ id }) => [id, 1]));
    const reason = 'S-TIMELINE never judged anything';
    expect(summaryOf(200, all).tooLittle).not.to.include(reason);
    const but = { ...all, 'S-TIMELINE': 0 };
    expect(summaryOf(200, but).tooLittle).to.include(reason);
    expect(summaryOf(199, but).tooLittle).not.to.include(reason);
  });

  it('SI65 strictness names the invariants without a canary', () => {
    expect(() => {
      demandCanaries([...INVARIANTS, { ...INVARIANTS[0], id: 'S-MADE-UP' } as Invariant]);
    }).to.throw('S-MADE-UP');
    expect(() => {
      demandCanaries(INVARIANTS);
    }).not.to.throw();
  });
});
