import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sourcesGiven } from '../../hosts/simulator/commands/given.js';
import { readKeptPlans } from '../../hosts/simulator/commands/kept-plans.js';
import { failureOf } from '../../hosts/simulator/commands/report.js';
import { pageOf } from '../../hosts/simulator/report/page.js';
import { launchBrowser } from './chromium.js';

/**
 * Takes the pictures of a failure's page in docs/screenshots, of the plan that is kept of a crash
 * between answer and commit: `node dist/test/browser/failure-screenshots.js [FOLDER]`. Look at them
 * before they are committed.
 */

const FOLDER =
  process.argv[2] ?? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));

const PLAN = 'answer-before-commit';
const CANARY = '4';
const VIEWPORT = { width: 1280, height: 1180 };
const LOOKS = [
  ['', 'light'],
  ['-dark', 'dark'],
] as const;

async function main(): Promise<void> {
  const kept = readKeptPlans().find(({ name }) => name.includes(PLAN));
  if (kept === undefined) throw new Error(`no plan is kept as ${PLAN}`);
  const sources = sourcesGiven({ canary: CANARY, mutate: null });
  const failure = await failureOf(kept.plan, sources, `${kept.name} --canary ${CANARY}`);
  if (failure === null) throw new Error(`${kept.name} passes with canary ${CANARY}`);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-failure-'));
  const browser = await launchBrowser();
  try {
    const path = join(folder, 'failure.html');
    writeFileSync(path, pageOf(failure));
    for (const [suffix, colorScheme] of LOOKS) {
      const page = await browser.newPage({ viewport: VIEWPORT, colorScheme });
      await page.goto(pathToFileURL(path).href);
      await page.screenshot({ path: join(FOLDER, `failure${suffix}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
