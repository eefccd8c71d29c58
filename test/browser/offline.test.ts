import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ANA, composer, confirmedTexts, message, send, setUp, shownTexts, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { refusePosts } from './refuse-posts.js';

describeInBrowser('without a connection, and when a message fails', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    await setUp(page, hearth.url, ANA);
    await send(page, 'before');
    await message(page, 'before').waitFor();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI20 a lost connection is told by a dot, then by a bar; nothing moves', async () => {
    const before = await layout(page);
    await hearth.kill();
    const lost = Date.now();
    await page.locator('.connection-dot').waitFor();
    expect(Date.now() - lost).to.be.at.least(1_800);
    expect(await page.locator('.banner').count()).to.equal(0);
    const bar = page.getByText('Offline. Messages wait here and send when you are back.');
    await bar.waitFor();
    expect(Date.now() - lost).to.be.within(4_800, 9_000);
    expect(await layout(page)).to.deep.equal(before);

    await send(page, 'while away');
    await until(
      () => shownTexts(page),
      (texts) => texts.at(-1) === 'while away',
    );
    expect(await confirmedTexts(page)).to.deep.equal(['before']);

    const tryNow = page.getByRole('button', { name: 'Try now' });
    await tryNow.waitFor({ timeout: 40_000 });
    expect(Date.now() - lost).to.be.at.least(29_800);
    await hearth.start();
    await tryNow.click();
    await page.locator('.banner', { hasText: 'Back' }).waitFor();
    await page.locator('.banner').waitFor({ state: 'detached' });
    await message(page, 'while away').waitFor();
    expect(await shownTexts(page)).to.deep.equal(['before', 'while away']);
  });

  it('UI93 while it is offline the page is certain of nobody', async () => {
    const [here, inRoom] = ['.people-here', '.room-presence'].map((it) => page.locator(it));
    const isUncertain = async (): Promise<readonly unknown[]> => [
      await here?.getAttribute('data-uncertain'),
      await inRoom?.getAttribute('data-uncertain'),
    ];
    await until(isUncertain, (said) => said.every((it) => it === 'false'));
    await hearth.kill();
    await page.locator('.banner[data-notice="offline"]').waitFor();
    expect(await isUncertain()).to.deep.equal(['true', 'true']);
    await hearth.start();
    await until(isUncertain, (said) => said.every((it) => it === 'false'), 60_000);
  });

  it('UI20 when the browser says that it is offline, the bar comes at 2 s', async () => {
    await hearth.kill();
    const lost = Date.now();
    await context.setOffline(true);
    await page.locator('.banner').waitFor();
    expect(Date.now() - lost).to.be.within(1_800, 4_800);
    await hearth.start();
    await context.setOffline(false);
    await page.locator('.banner').waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('UI21 a message that is written while away survives a reload and is sent once', async () => {
    await hearth.kill();
    await send(page, 'kept over a reload');
    await until(
      () => shownTexts(page),
      (texts) => texts.at(-1) === 'kept over a reload',
    );
    await hearth.start();
    await page.reload();
    await message(page, 'kept over a reload').waitFor({ timeout: 60_000 });
    const count = (await shownTexts(page)).filter((text) => text === 'kept over a reload').length;
    expect(count).to.equal(1);
  });

  it('UI22 a refused message stays in its place; trying again sends it once', async () => {
    const refusal = await refusePosts(page);
    await page.reload();
    await message(page, 'before').waitFor();
    refusal.on();
    await send(page, 'refused at first');
    const failed = page.locator('.message[data-pending="rejected"]');
    await failed.getByText('Not sent. It is kept here.').waitFor();
    expect(await page.locator('[aria-live="assertive"]').innerText()).to.contain('Not sent.');
    expect(await failed.getAttribute('data-message-id')).to.equal(null);

    refusal.off();
    await send(page, 'after it');
    await message(page, 'after it').waitFor();
    await failed.getByRole('button', { name: 'Try again' }).click();
    await message(page, 'refused at first').waitFor();
    const mine = (await shownTexts(page)).filter((text) => text === 'refused at first');
    expect(mine).to.have.length(1);
  });

  it('UI22 a refused message is still there after a reload, and can be deleted', async () => {
    const refusal = await refusePosts(page);
    await page.reload();
    await message(page, 'before').waitFor();
    refusal.on();
    await send(page, 'never to be sent');
    const failed = page.locator('.message[data-pending="rejected"]');
    await failed.waitFor();
    refusal.off();
    await page.reload();
    await failed.waitFor();
    await failed.getByRole('button', { name: 'Delete message' }).click();
    await failed.waitFor({ state: 'detached' });
    await page.reload();
    await message(page, 'refused at first').waitFor();
    expect(await shownTexts(page)).to.not.include('never to be sent');
  });

  it('UI23 what is being written is kept over a reload, and marked in the list', async () => {
    await composer(page).fill('half a thought');
    // Kept at most 500 ms after it was typed.
    await page.waitForTimeout(700);
    await page.reload();
    await until(
      () => composer(page).inputValue(),
      (text) => text === 'half a thought',
    );
    await page.getByRole('link', { name: 'New room' }).click();
    await page.locator('#shared_rooms').getByRole('link', { name: 'All Talk , draft' }).waitFor();
  });
});

async function layout(page: Page): Promise<unknown> {
  const boxes = ['#nav', '#nav h1', '.messages', '.composer-box'].map((selector) =>
    page.locator(selector).boundingBox(),
  );
  return Promise.all(boxes);
}
