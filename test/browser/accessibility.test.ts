import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ANA, composer, inviteLink, message, send, setUp, until } from './acts.js';
import { findsNothing, WIDTHS } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { refusePosts } from './refuse-posts.js';

describeInBrowser('accessibility of every page', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let link: string;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: WIDTHS[0] });
    page = await context.newPage();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI10 axe finds nothing on the first page', async () => {
    await page.goto(hearth.url);
    await page.locator('[name="user[name]"]').waitFor();
    await findsNothing(page);
  });

  it('UI10 axe finds nothing in a room: empty, with messages, a failed one, an editor', async () => {
    await setUp(page, hearth.url, ANA);
    link = await inviteLink(page);
    await findsNothing(page);
    await send(page, 'See https://example.org and say what you think.');
    await message(page, 'say what you think').waitFor();
    const refusal = await refusePosts(page);
    await page.reload();
    await message(page, 'say what you think').waitFor();
    refusal.on();
    await send(page, 'not to be');
    await page.locator('[data-pending="rejected"]').waitFor();
    await message(page, 'say what you think').hover();
    await findsNothing(page);
    await composer(page).press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await findsNothing(page);
    await page.keyboard.press('Escape');
    await message(page, 'say what you think').hover();
    await message(page, 'say what you think')
      .getByRole('button', { name: 'Delete message' })
      .click();
    await page.getByRole('dialog').waitFor();
    await findsNothing(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('UI10 axe finds nothing on the other pages of someone signed in', async () => {
    for (const path of ['/rooms/opens/new', '/users/me/profile', '/account/edit', '/rooms/99']) {
      await page.goto(`${hearth.url}${path}`);
      await page.locator('#nav h1').waitFor();
      await page.locator('#shared_rooms a').first().waitFor();
      await findsNothing(page);
    }
  });

  it('UI10 axe finds nothing while the connection is away', async () => {
    await page.goto(hearth.url);
    await composer(page).waitFor();
    await hearth.kill();
    await page.locator('.banner').waitFor();
    await findsNothing(page);
    await hearth.start();
  });

  it('UI10 axe finds nothing where one signs in or joins, before and after a refusal', async () => {
    const visitor = await (await browser.newContext({ viewport: WIDTHS[0] })).newPage();
    await visitor.goto(`${hearth.url}/session/new`);
    await visitor.locator('[name="password"]').waitFor();
    await findsNothing(visitor);
    await visitor.locator('[name="email_address"]').fill('nobody@example.org');
    await visitor.locator('[name="password"]').fill('not this one');
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    await until(
      () => visitor.getByRole('alert').innerText(),
      (text) => text !== '',
    );
    await findsNothing(visitor);
    await visitor.goto(link);
    await visitor.locator('[name="user[name]"]').waitFor();
    await findsNothing(visitor);
  });
});
