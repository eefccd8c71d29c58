import type { Scope } from './scope.js';

/** Findings of one kind that are listed; a file with more is damaged all over. */
const FINDINGS_MAX = 100;

interface ForeignKeyFinding {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
}

/** What SQLite itself finds wrong with the file; empty where nothing is. */
export async function checkIntegrity(scope: Scope): Promise<readonly string[]> {
  const pages = await scope.text(`pragma integrity_check(${String(FINDINGS_MAX)})`);
  const lines = pages.rows.map(
    (row) => (row as { readonly integrity_check: string }).integrity_check,
  );
  const keys = await scope.text('pragma foreign_key_check');
  return [
    ...lines.filter((line) => line !== 'ok'),
    ...(keys.rows as readonly ForeignKeyFinding[]).slice(0, FINDINGS_MAX).map(describeKey),
  ];
}

function describeKey({ table, rowid, parent }: ForeignKeyFinding): string {
  return `row ${String(rowid)} of ${table} refers to a row of ${parent} that is not there`;
}
