import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../mutants/project.js';

/** How much of core has run. */
export interface Coverage {
  readonly percent: number;
  /** Lines of core that hold code. */
  readonly lines: number;
  /** The files with the most lines that have not run. */
  readonly least: readonly { readonly file: string; readonly percent: number }[];
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

const LEAST_SHOWN = 12;

/** Runs something whose processes write V8's own coverage, and reads it. */
export async function measureCoverage(
  body: (environment: Readonly<Record<string, string>>) => Promise<void>,
): Promise<Coverage> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-coverage-'));
  try {
    await body({ NODE_V8_COVERAGE: folder });
    return readCoverage(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCoverage(folder: string): Coverage {
  const covered = new Map<string, Set<number>>();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    const { result } = JSON.parse(text) as { readonly result: readonly ScriptCoverage[] };
    for (const script of result) note(covered, script);
  }
  const files = coreFiles().map((file) => {
    const text = readFileSync(join(projectRoot(), 'dist', file), 'utf8');
    const lines = isCode(text) ? codeLines(text) : [];
    const ran = covered.get(file) ?? new Set<number>();
    const hit = lines.filter((line) => ran.has(line)).length;
    return { file, total: lines.length, hit };
  });
  const total = files.reduce((sum, file) => sum + file.total, 0);
  const hit = files.reduce((sum, file) => sum + file.hit, 0);
  const least = [...files]
    .sort((one, other) => other.total - other.hit - (one.total - one.hit))
    .slice(0, LEAST_SHOWN)
    .map((file) => ({
      file: file.file.replace(/\.js$/, '.ts'),
      percent: (100 * file.hit) / Math.max(1, file.total),
    }));
  return { percent: (100 * hit) / Math.max(1, total), lines: total, least };
}

/** Adds the lines that ran in one process to those that ran in any. */
function note(covered: Map<string, Set<number>>, script: ScriptCoverage): void {
  const dist = `${pathToFileURL(join(projectRoot(), 'dist')).href}/`;
  const file = script.url.startsWith(dist) ? script.url.slice(dist.length) : '';
  if (!file.startsWith('core/')) return;
  const text = readFileSync(join(projectRoot(), 'dist', file), 'utf8');
  const ran = ranAt(text.length, script);
  const lines = covered.get(file) ?? new Set<number>();
  covered.set(file, lines);
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    // A line has run when none of what stands on it was passed over.
    const first = offset + (line.length - line.trimStart().length);
    const end = offset + line.trimEnd().length;
    if (ran.subarray(first, end).every((flag) => flag === 1)) lines.add(index);
    offset += line.length + 1;
  }
}

/** For each character whether it ran. Inner ranges come after the ones around them. */
function ranAt(length: number, { functions }: ScriptCoverage): Uint8Array {
  const ran = new Uint8Array(length).fill(1);
  const ranges = functions
    .flatMap((one) => one.ranges)
    .sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset);
  for (const { startOffset, endOffset, count } of ranges) {
    ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  return ran;
}

/** Files of types alone, and entries that only name what others hold, have nothing to run. */
function isCode(text: string): boolean {
  const statements = text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '').replace(/\s+/g, ' ');
  return !/^ ?(?:export \{[^}]*\}(?: from '[^']*')?; ?)*$/.test(statements);
}

/** Lines that hold more than comments and closing brackets. */
function codeLines(text: string): readonly number[] {
  const code: number[] = [];
  let inComment = false;
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed.startsWith('/*')) inComment = true;
    const isCode = !inComment && /[A-Za-z0-9]/.test(trimmed) && !trimmed.startsWith('//');
    if (isCode) code.push(index);
    if (inComment && trimmed.endsWith('*/')) inComment = false;
  }
  return code;
}

function coreFiles(): readonly string[] {
  const root = join(projectRoot(), 'dist', 'core');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(join(projectRoot(), 'dist').length + 1),
    )
    .sort();
}
