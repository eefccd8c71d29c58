import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { ANA, composer, edit, message, remove, send, setUp, signIn } from './acts.js';
import { launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { type Between, interpose, sayUnderOneId } from './interpose.js';

/**
 * Takes the pictures of docs/conflicts.md from a real server: `node
 * dist/test/browser/conflict-screenshots.js [FOLDER]`. Look at them before they are committed.
 */

const FOLDER =
  process.argv[2] ?? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));

const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};
const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['', WIDE],
  ['-phone-dark', { ...PHONE, colorScheme: 'dark' }],
];
const STEP_MS = 10_000;

async function main(): Promise<void> {
  const hearth = await HearthProcess.start();
  const browser = await launchBrowser();
  try {
    const elsewhere = await (await browser.newContext(WIDE)).newPage();
    await setUp(elsewhere, hearth.url, ANA);
    for (const text of ['The boiler people come on Thursday.', 'I bring the long spanner.']) {
      await send(elsewhere, text);
    }
    for (const look of LOOKS) await takeLook(browser, elsewhere, look);
  } finally {
    await browser.close();
    await hearth.remove();
  }
}

async function takeLook(
  browser: Browser,
  elsewhere: Page,
  [suffix, options]: (typeof LOOKS)[number],
): Promise<void> {
  const page = await (await browser.newContext(options)).newPage();
  await page.clock.install();
  const between = await interpose(page);
  await signIn(page, new URL(elsewhere.url()).origin, ANA);
  await message(page, 'The boiler people').waitFor();
  const take = async (name: string): Promise<void> => {
    await page.clock.fastForward(1_000);
    await page.waitForTimeout(400);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${FOLDER}/conflict-${name}${suffix}.png` });
  };
  await takeEdited(page, elsewhere, () => take('edited'));
  await takeDeleted(page, elsewhere, () => take('deleted'));
  await takeLost({ page, between }, () => take('lost'));
  await page.context().close();
}

async function takeEdited(page: Page, elsewhere: Page, take: () => Promise<void>): Promise<void> {
  await send(page, 'Then we do it at four.');
  // What is offered after a first message is not what these pictures are of.
  await page.getByRole('button', { name: 'Not now' }).click();
  await message(elsewhere, 'Then we do it at four.').waitFor();
  await beginEdit(page, 'Then we do it at five, before it gets dark.');
  await edit(elsewhere, 'Then we do it at four.', 'Then we do it at half past three.');
  await page.locator('.conflict').waitFor();
  await take();
  await page.getByRole('button', { name: 'Keep what it says now' }).click();
}

async function takeDeleted(page: Page, elsewhere: Page, take: () => Promise<void>): Promise<void> {
  await beginEdit(page, 'Then we do it at five, and I bring a lamp.');
  await remove(elsewhere, 'Then we do it at half past three.');
  const left = page.getByRole('alert', { name: 'Your edit' });
  await left.waitFor();
  await take();
  await left.getByRole('button', { name: 'Let it go' }).click();
}

async function takeLost(
  { page, between }: { readonly page: Page; readonly between: Between },
  take: () => Promise<void>,
): Promise<void> {
  sayUnderOneId(between);
  await send(page, 'Who has the key to the cellar?');
  await message(page, 'Who has the key to the cellar?').last().waitFor();
  await send(page, 'Chen has it.');
  await page.locator('[data-pending="rejected"]').waitFor();
  between.toServer = (frame) => frame;
  between.toPage = (frame) =>
    frame.type === 'answer' || String(frame['stream']).startsWith('room:') ? null : frame;
  await send(page, 'I am on my way.');
  const failed = page.locator('[data-pending="failed"]');
  while ((await failed.count()) === 0) {
    await page.clock.fastForward(STEP_MS);
    await page.waitForTimeout(30);
  }
  await send(page, 'Are you there already?');
  await page.clock.fastForward(2 * STEP_MS);
  await take();
  await page.locator('[data-pending="rejected"]').getByRole('button', { name: 'Delete' }).click();
}

async function beginEdit(page: Page, text: string): Promise<void> {
  await composer(page).press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit message' }).fill(text);
}

await main();
