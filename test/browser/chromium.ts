import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that is no secure context: what a page has on plain http.
  '--host-resolver-rules=MAP hearth.test 127.0.0.1',
];

/** Slow machines need longer than the test runner allows by itself. */
const BROWSER_TEST_MS = 120_000;

let isSkipTold = false;

/**
 * A `describe` whose tests need a Chromium. Without one they are left out with one printed line, or
 * fail where HEARTH_REQUIRE_BROWSER is 1.
 */
export function describeInBrowser(title: string, body: () => void): void {
  if (findChromium() !== null) {
    describe(title, function inBrowser() {
      this.timeout(BROWSER_TEST_MS);
      body();
    });
    return;
  }
  if (process.env['HEARTH_REQUIRE_BROWSER'] === '1') {
    throw new Error('No Chromium found. Set HEARTH_CHROMIUM to its path.');
  }
  if (!isSkipTold) console.log('Browser tests are left out: no Chromium found (HEARTH_CHROMIUM).');
  isSkipTold = true;
}

/** HEARTH_CHROMIUM if set, else the first Chromium on the path, else null. */
export function findChromium(): string | null {
  const chosen = process.env['HEARTH_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}

/** A Chromium whose contexts share nothing. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: foundChromium(), args: FLAGS });
}

/**
 * A Chromium that can be put to sleep with all of its processes, as a lid does that is closed:
 * nothing of it runs, and its connections stay open.
 */
export async function launchSleeper(): Promise<{
  readonly browser: Browser;
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}> {
  const server = await chromium.launchServer({ executablePath: foundChromium(), args: FLAGS });
  const { pid } = server.process();
  if (pid === undefined) throw new Error('Chromium has no process.');
  // It leads a group of its own.
  const signal = (name: NodeJS.Signals): boolean => process.kill(-pid, name);
  return {
    browser: await chromium.connect(server.wsEndpoint()),
    sleep: () => void signal('SIGSTOP'),
    wake: () => void signal('SIGCONT'),
    close: () => server.close(),
  };
}

/**
 * A whole Chromium on a profile folder of its own, as a person has it. `close` removes the folder.
 *
 * @param environment - on top of this process's own.
 */
export async function launchProfile(environment: Readonly<Record<string, string>> = {}): Promise<{
  readonly context: BrowserContext;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-profile-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: foundChromium(),
    args: FLAGS,
    env: { ...process.env, ...environment },
    viewport: { width: 1280, height: 800 },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function foundChromium(): string {
  const found = findChromium();
  if (found === null) throw new Error('No Chromium found.');
  return found;
}
