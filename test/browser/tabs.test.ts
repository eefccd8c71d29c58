import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ANA, composer, confirmedTexts, message, send, setUp, shownTexts, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

describeInBrowser('two tabs of one profile', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let context: BrowserContext;
  let first: Page;
  let second: Page;
  const posted = new Map<Page, string[]>();

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    first = await openTab();
    await setUp(first, hearth.url, ANA);
    second = await openTab();
    await second.goto(first.url());
    await composer(second).waitFor();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI8 the same text is once in every tab, in the same order', async () => {
    await send(first, 'from the first');
    await send(second, 'from the second');
    for (const tab of [first, second]) {
      await until(
        () => confirmedTexts(tab),
        ({ length }) => length === 2,
      );
    }
    const texts = await shownTexts(first);
    expect(texts).to.have.members(['from the first', 'from the second']);
    expect(await shownTexts(second)).to.deep.equal(texts);
  });

  it('UI9 after a time away what was written in any tab is sent once, over one connection', async () => {
    await hearth.kill();
    await send(first, 'first, away 1');
    await send(first, 'first, away 2');
    await send(second, 'second, away');
    await until(
      () => shownTexts(first),
      (texts) => texts.includes('first, away 2'),
    );
    await until(
      () => shownTexts(second),
      (texts) => texts.includes('second, away'),
    );
    posted.forEach((texts) => texts.splice(0));
    await hearth.start();
    for (const tab of [first, second]) {
      await until(
        () => confirmedTexts(tab),
        ({ length }) => length === 5,
        60_000,
      );
    }
    const texts = await shownTexts(first);
    expect(texts).to.have.length(5);
    expect(await shownTexts(second)).to.deep.equal(texts);
    const sent = [...posted.values()].filter((bodies) => bodies.length > 0);
    expect(sent, 'tabs whose connection was used').to.have.length(1);
    expect(sent.flat()).to.have.members(['first, away 1', 'first, away 2', 'second, away']);
  });

  it('UI9 what a closed tab leaves unsent, another sends once', async () => {
    await hearth.kill();
    await send(second, 'left behind');
    await until(
      () => shownTexts(second),
      (texts) => texts.includes('left behind'),
    );
    // The entry is on its way to the disk: a message that a person sees is kept a moment later.
    await second.waitForTimeout(300);
    await second.close();
    await hearth.start();
    await message(first, 'left behind').waitFor({ timeout: 60_000 });
    const mine = (await shownTexts(first)).filter((text) => text === 'left behind');
    expect(mine).to.have.length(1);
  });

  /** A tab whose posts are noted as they pass. */
  async function openTab(): Promise<Page> {
    const page = await context.newPage();
    const texts: string[] = [];
    posted.set(page, texts);
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const frame = JSON.parse(String(payload)) as {
          readonly command?: { readonly name: string; readonly body: string };
        };
        if (frame.command?.name === 'post') texts.push(frame.command.body);
      });
    });
    return page;
  }
});
