import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';

import { ANA, composer, confirmedTexts, message, send, setUp, shownTexts } from './acts.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import {
  type Between,
  interpose,
  type PassingFrame,
  sayUnderOneId,
  storeUnderOtherIds,
} from './interpose.js';

/** Steps in which the page's clock is moved on: every timer has its turn. */
const STEP_MS = 10_000;
/** More than the time after which a message that was never confirmed has failed. */
const STEPS_MAX = 30;

describeInBrowser('what a person is told of a conflict, and can choose', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let page: Page;
  let between: Between;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.clock.install();
    between = await interpose(page);
    await setUp(page, hearth.url, ANA);
  });
  afterEach(() => {
    between.toServer = between.toPage = (frame) => frame;
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI38 a message whose id belongs to another says so, and is sent as a new one', async () => {
    sayUnderOneId(between);
    await send(page, 'the one that has the id');
    await message(page, 'the one that has the id').waitFor();
    await send(page, 'the one that comes too late');
    const lost = page.locator('.message[data-pending="rejected"]');
    const why = 'Not sent. It is kept here. Another message was sent under its number.';
    await lost.getByText(why).waitFor();
    expect(await page.locator('[aria-live="assertive"]').innerText()).to.contain(why);
    await findsNothing(page);
    await page.reload();
    await lost.getByText(why).waitFor();
    between.toServer = (frame) => frame;
    await lost.getByRole('button', { name: 'Send as a new message' }).click();
    await message(page, 'the one that comes too late').waitFor();
    await page.reload();
    await message(page, 'the one that comes too late').waitFor();
    const all = ['the one that has the id', 'the one that comes too late'];
    expect(await shownTexts(page)).to.deep.equal(all);
  });

  it('UI38 such a message can be deleted instead', async () => {
    const first = composer(page);
    sayUnderOneId(between);
    await send(page, 'has the id again');
    await message(page, 'has the id again').waitFor();
    await send(page, 'too late again');
    const lost = page.locator('.message[data-pending="rejected"]');
    await lost.getByRole('button', { name: 'Delete message' }).click();
    await lost.waitFor({ state: 'detached' });
    await first.waitFor();
    expect(await shownTexts(page)).to.not.include('too late again');
    expect(await confirmedTexts(page)).to.include('has the id again');
  });

  it('UI39 a message whose fate is unknown says so, fails in its time, and is never there twice', async () => {
    for (const [button, body] of [
      ['Try again', 'stored, and nobody said so'],
      ['Let it go', 'stored, and let go'],
    ] as const) {
      between.toPage = deafToPosts;
      await send(page, body);
      const mine = page.locator('.message', { hasText: body });
      await mine.locator('.pending-mark').waitFor();
      await page.clock.fastForward(2 * STEP_MS);
      await mine.getByText('Not confirmed yet. It is sent again by itself.').waitFor();
      const failed = page.locator('.message[data-pending="failed"]', { hasText: body });
      await passUntil(page, failed);
      const why = 'Not confirmed. It may be in the room already. Trying again never makes two.';
      await failed.getByText(why).waitFor();
      if (button === 'Try again') await findsNothing(page);
      between.toPage = (frame) => frame;
      await failed.getByRole('button', { name: button }).click();
      await failed.waitFor({ state: 'detached' });
      await passUntil(page, message(page, body));
      await page.reload();
      await message(page, body).waitFor();
      expect((await shownTexts(page)).filter((text) => text === body)).to.have.length(1);
    }
  });

  it('UI81 a message that a restored server has not got says so, over a reload too, and is sent again', async () => {
    storeUnderOtherIds(between);
    await send(page, 'written before the restore');
    const lost = page.locator('.message[data-pending="failed"]');
    const why = 'No longer in the room: the server went back to an older copy. It is kept here.';
    await lost.getByText(why).waitFor();
    expect(await page.locator('[aria-live="assertive"]').innerText()).to.contain(why);
    await findsNothing(page);
    await page.reload();
    await lost.getByText(why).waitFor();
    await lost.getByRole('button', { name: 'Delete message' }).waitFor();
    between.toServer = (frame) => frame;
    await lost.getByRole('button', { name: 'Send again' }).click();
    await lost.waitFor({ state: 'detached' });
    await page.reload();
    await message(page, 'written before the restore').first().waitFor();
    const mine = (await shownTexts(page)).filter((text) => text === 'written before the restore');
    expect(mine, 'as it was undone, and again').to.have.length(2);
  });

  it('UI40 an edit that was saved though nobody said so leaves nothing to choose', async () => {
    await send(page, 'to be edited unheard');
    await message(page, 'to be edited unheard').waitFor();
    between.toPage = (frame) => (frame.type === 'answer' ? null : frame);
    await composer(page).press('ArrowUp');
    const editor = page.getByRole('textbox', { name: 'Edit message' });
    await editor.fill('edited unheard');
    await editor.press('Enter');
    await page.locator('.editor').getByText('Saving').waitFor();
    for (let step = 0; step < 4; step += 1) await page.clock.fastForward(STEP_MS);
    await editor.waitFor({ state: 'detached' });
    await message(page, 'edited unheard').waitFor();
    expect(await page.locator('.conflict').count()).to.equal(0);
  });
});

/** Moves the page's clock on until something is there. */
async function passUntil(page: Page, awaited: Locator): Promise<void> {
  for (let step = 0; step < STEPS_MAX && (await awaited.count()) === 0; step += 1) {
    await page.clock.fastForward(STEP_MS);
    await page.waitForTimeout(50);
  }
}

/** Posts arrive at the server and are stored, and nothing of it comes back. */
function deafToPosts(frame: PassingFrame): PassingFrame | null {
  const isOfRoom = String(frame['stream']).startsWith('room:');
  return frame.type === 'answer' || isOfRoom ? null : frame;
}
