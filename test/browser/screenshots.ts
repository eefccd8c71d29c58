import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { ANA, BO, composer, inviteLink, joinBy, message, send, setUp, signIn } from './acts.js';
import { launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { refusePosts } from './refuse-posts.js';

/**
 * Takes the pictures of docs/screenshots from a real server: `node
 * dist/test/browser/screenshots.js`. Look at them before they are committed.
 */

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
const CHEN = { name: 'Chen', email: 'chen@example.org', password: 'a third password' };

const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};
const DARK: BrowserContextOptions = { colorScheme: 'dark' };
const MORE: BrowserContextOptions = { contrast: 'more' };

const READ_MS = 2_000;
const TYPED_KEYS_MAX = 60;

const TALK: readonly (readonly [typeof ANA, string])[] = [
  [ANA, 'The boiler people come on Thursday. Someone has to let them in at nine.'],
  [BO, 'I can be there.'],
  [BO, 'They said nine last time too, so I bring a book.'],
  [
    CHEN,
    'Notes from their last visit: https://example.org/notes/boiler. ' +
      'The pump is fine, the valve is not.',
  ],
  [ANA, 'Did the new valve arrive?'],
  [
    CHEN,
    'It did. The box is behind the door in the hall, next to the ladder nobody has claimed.\n\n' +
      'Inside:\n- two gaskets\n- one hose\n- a note that says “do not overtighten”',
  ],
  [BO, 'I will bring the long spanner.'],
  [
    ANA,
    'Good. Then we do it at four, before it gets dark. ' +
      'If anyone wants to learn how the thing works, this is the afternoon for it.',
  ],
  [CHEN, 'I am in.'],
];

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const hearth = await HearthProcess.start();
  const browser = await launchBrowser();
  try {
    await takeAll(browser, hearth);
  } finally {
    await browser.close();
    await hearth.remove();
  }
}

async function takeAll(browser: Browser, hearth: HearthProcess): Promise<void> {
  const ana = await (await browser.newContext(WIDE)).newPage();
  await ana.goto(hearth.url);
  await ana.locator('[name="user[name]"]').waitFor();
  await take(ana, 'first-run');
  await setUp(ana, hearth.url, ANA);
  await take(ana, 'first-room');
  const bo = await talk(browser, ana);
  for (const name of ['garden', 'workshop']) await createRoom(ana, name);
  await take(ana, 'empty-room');
  await ana.locator('#shared_rooms').getByText('All Talk').click();
  await message(ana, 'I am in.').waitFor();
  await isTyping(bo, ana);
  await take(ana, 'wide');

  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ['dark', { ...WIDE, ...DARK }],
    ['more-contrast', { ...WIDE, ...MORE }],
    ['more-contrast-dark', { ...WIDE, ...DARK, ...MORE }],
    ['phone', PHONE],
    ['phone-dark', { ...PHONE, ...DARK }],
  ];
  for (const [name, options] of looks) {
    const page = await signedIn(browser, hearth, options);
    await isTyping(bo, page);
    await take(page, name);
    if (name === 'phone') {
      await page.getByRole('link', { name: 'Rooms' }).click();
      await take(page, 'phone-rooms');
    }
    await page.context().close();
  }
  await takeEditing(ana);
  await takeFailed(ana);
  await takeOffline(ana, hearth);
}

async function takeEditing(page: Page): Promise<void> {
  await composer(page).press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
  await take(page, 'editing');
  await page.keyboard.press('Escape');
}

async function takeFailed(page: Page): Promise<void> {
  const refusal = await refusePosts(page);
  await page.reload();
  await message(page, 'I am in.').waitFor();
  refusal.on();
  await send(page, 'Has anyone seen the long spanner?');
  await page.locator('[data-pending="rejected"]').waitFor();
  await take(page, 'failed-message');
  refusal.off();
  await page.getByRole('button', { name: 'Delete message' }).last().click();
}

async function takeOffline(page: Page, hearth: HearthProcess): Promise<void> {
  await hearth.kill();
  await send(page, 'Found it. It was under the bench.');
  await page.locator('.banner').waitFor();
  await page.waitForTimeout(1_000);
  await take(page, 'offline');
}

/** Everybody says their part. Bo and Chen stay. @returns Bo's page. */
async function talk(browser: Browser, ana: Page): Promise<Page> {
  const link = await inviteLink(ana);
  const pages = new Map<unknown, Page>([[ANA, ana]]);
  const bo = await (await browser.newContext(WIDE)).newPage();
  const chen = await (await browser.newContext(WIDE)).newPage();
  for (const [someone, page] of [
    [BO, bo],
    [CHEN, chen],
  ] as const) {
    await joinBy(page, link, someone);
    pages.set(someone, page);
  }
  for (const [someone, body] of TALK) {
    const page = pages.get(someone);
    if (page === undefined) continue;
    await send(page, body);
    await message(ana, body.split('\n')[0] ?? body)
      .last()
      .waitFor();
  }
  // What was in view for a second is read.
  await ana.waitForTimeout(READ_MS);
  return bo;
}

/** Bo writes until the page shows that he does: whoever has just come is told with a later key. */
async function isTyping(bo: Page, page: Page): Promise<void> {
  const shown = page.locator('.typing-line').getByText('Bo');
  for (let keys = 0; keys < TYPED_KEYS_MAX && (await shown.count()) === 0; keys += 1) {
    await composer(bo).pressSequentially('o');
    await bo.waitForTimeout(500);
  }
  await shown.waitFor();
}

async function createRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Name this room' }).fill(name);
  await page.getByRole('button', { name: 'Create room' }).click();
  await page.getByText(`This is the start of ${name}.`).waitFor();
}

async function signedIn(
  browser: Browser,
  hearth: HearthProcess,
  options: BrowserContextOptions,
): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, hearth.url, ANA);
  await message(page, 'I am in.').waitFor();
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  // What fades in is taken when it is there.
  await page.waitForTimeout(400);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  console.log(`${name}.png`);
}

await main();
