import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';

import {
  ANA,
  composer,
  confirmedTexts,
  edit,
  message,
  remove,
  send,
  setUp,
  signIn,
  until,
} from './acts.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

describeInBrowser('a message that changes under its editor', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let here: Page;
  let elsewhere: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    here = await (await browser.newContext()).newPage();
    await setUp(here, hearth.url, ANA);
    elsewhere = await (await browser.newContext()).newPage();
    await signIn(elsewhere, hearth.url, ANA);
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI31 a conflict shows both texts, and the one that is chosen stays', async () => {
    for (const [button, stays] of [
      ['Keep what it says now', 'theirs'],
      ['Save mine', 'mine'],
    ] as const) {
      await send(here, `as posted, ${stays}`);
      await message(elsewhere, `as posted, ${stays}`).waitFor();
      await composer(here).press('ArrowUp');
      await here.getByRole('textbox', { name: 'Edit message' }).fill(`mine, to become ${stays}`);
      await edit(elsewhere, `as posted, ${stays}`, `theirs, to become ${stays}`);
      await here.getByText('This message was changed while you wrote.').waitFor();
      expect(await here.locator('.conflict blockquote').innerText()).to.contain('theirs');
      if (stays === 'theirs') await findsNothing(here);
      await here.getByRole('button', { name: button }).click();
      for (const page of [here, elsewhere]) {
        await until(
          () => confirmedTexts(page),
          (texts) => texts.at(-1) === `${stays}, to become ${stays}`,
        );
      }
    }
  });

  it('UI32 what was written for a message that is deleted meanwhile is sent anew or let go', async () => {
    for (const [button, stays] of [
      ['Send as a new message', true],
      ['Let it go', false],
    ] as const) {
      await send(here, `soon gone, ${stays}`);
      await message(elsewhere, `soon gone, ${stays}`).waitFor();
      await composer(here).press('ArrowUp');
      await here.getByRole('textbox', { name: 'Edit message' }).fill(`worth keeping, ${stays}`);
      await remove(elsewhere, `soon gone, ${stays}`);
      const left = here.getByRole('alert', { name: 'Your edit' });
      await left.getByText('The message that you were editing was deleted.').waitFor();
      await here.reload();
      expect(await left.locator('blockquote').innerText()).to.equal(`worth keeping, ${stays}`);
      if (stays) await findsNothing(here);
      await left.getByRole('button', { name: button }).click();
      await left.waitFor({ state: 'detached' });
      if (stays) await message(elsewhere, `worth keeping, ${stays}`).waitFor();
      await here.reload();
      await composer(here).waitFor();
      const count = await message(here, `worth keeping, ${stays}`).count();
      expect([count, await left.count()]).to.deep.equal([stays ? 1 : 0, 0]);
    }
  });

  it('UI37 no bar covers a message on a phone where an editor has gone with its message', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await (await browser.newContext(phone)).newPage();
    await signIn(page, hearth.url, ANA);
    for (const text of ['stays, above', 'goes under its editor', 'stays, below']) {
      await send(elsewhere, text);
      await message(page, text).waitFor();
    }
    const finger = { pointerType: 'touch', clientX: 100, clientY: 100 };
    await message(page, 'goes under its editor').dispatchEvent('pointerdown', finger);
    await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).tap();
    await page.getByRole('textbox', { name: 'Edit message' }).pressSequentially(', once');
    await remove(elsewhere, 'goes under its editor');
    await message(page, 'goes under its editor').waitFor({ state: 'detached' });
    await until(
      () => page.evaluate(() => document.activeElement?.textContent ?? ''),
      (text) => text.includes('stays, below'),
    );
    const row = message(page, 'stays, below');
    const bar = row.locator('.message-actions');
    const isShown = (): Promise<boolean> =>
      bar.evaluate((element) => getComputedStyle(element).opacity === '1');
    expect(await isShown()).to.equal(false);
    // Whoever has a keyboard beside the screen comes to it, and it stands above its row.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await isShown()).to.equal(true);
    const [barBox, rowBox] = [await bar.boundingBox(), await row.boundingBox()];
    expect((barBox?.y ?? 0) + (barBox?.height ?? 0)).to.be.at.most((rowBox?.y ?? 0) + 1);
    await page.context().close();
  });

  it('UI40 a question whether to delete shows what the message says now, and goes with it', async () => {
    await send(here, 'to be asked about');
    await message(elsewhere, 'to be asked about').waitFor();
    await message(here, 'to be asked about').hover();
    await message(here, 'to be asked about').getByRole('button', { name: 'Delete' }).click();
    const dialog = here.getByRole('dialog');
    await edit(elsewhere, 'to be asked about', 'quite another thing');
    await dialog.getByText('quite another thing').waitFor();
    await remove(elsewhere, 'quite another thing');
    await dialog.waitFor({ state: 'detached' });
  });
});
