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
