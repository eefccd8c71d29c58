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
      await here.getByRole('button', { name: button }).click();
      for (const page of [here, elsewhere]) {
        await until(
          () => confirmedTexts(page),
          (texts) => texts.at(-1) === `${stays}, to become ${stays}`,
        );
      }
    }
  });

  it('UI32 what was written is kept when the message is deleted meanwhile', async () => {
    await send(here, 'soon gone');
    await message(elsewhere, 'soon gone').waitFor();
    await composer(here).press('ArrowUp');
    await here.getByRole('textbox', { name: 'Edit message' }).fill('worth keeping');
    await remove(elsewhere, 'soon gone');
    await here.getByText('The message that you were editing is gone.').waitFor();
    await here.getByRole('button', { name: 'Put it in the box' }).click();
    expect(await composer(here).inputValue()).to.equal('worth keeping');
  });
});
