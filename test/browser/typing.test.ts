import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { TYPING_REPEAT_MS, TYPING_SHOWN_MS } from '../../core/vocabulary/typing.js';
import { ANA, BO, composer, inviteLink, joinBy, message, setUp, until } from './acts.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { freeze, thaw } from './tab-bench.js';

const VIEW = { viewport: { width: 1280, height: 800 } };
const CHEN = { name: 'Chen', email: 'chen@example.org', password: 'a third password' };
const DORA = { name: 'Dora', email: 'dora@example.org', password: 'a fourth password' };
/** Beside the times that are stated a browser has time to get round to it. */
const SLACK_MS = 10_000;
const TABS = 8;

describeInBrowser('who is typing', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let bosTabs: BrowserContext;
  let ana: Page;
  let bo: Page;
  let link: string;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    ana = await (await browser.newContext(VIEW)).newPage();
    await setUp(ana, hearth.url, ANA);
    link = await inviteLink(ana);
    bosTabs = await browser.newContext(VIEW);
    bo = await bosTabs.newPage();
    await joinBy(bo, link, BO);
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('TY18 it is seen by another person, and moves nothing', async () => {
    const before = await places(ana);
    await type(bo, 'The beans');
    await said(ana, 'Bo is typing');
    expect(await places(ana)).to.deep.equal(before);
    expect(
      await line(ana).evaluate((it) => it.closest('[aria-live],[role]')?.role ?? ''),
    ).to.not.match(/log|status|alert/);
    await findsNothing(ana);
  });

  it('TY21 it goes with the message, and at once when everything is wiped out', async () => {
    await bo.keyboard.press('Enter');
    await message(ana, 'The beans').waitFor();
    await said(ana, '');
    await again(bo, 'No, the peas');
    await said(ana, 'Bo is typing');
    await composer(bo).fill('');
    await said(ana, '');
  });

  it('TY21 eight tabs of one person see nothing of themselves', async () => {
    const tabs = [bo];
    while (tabs.length < TABS) {
      const tab = await bosTabs.newPage();
      await tab.goto(bo.url());
      await composer(tab).waitFor();
      tabs.push(tab);
    }
    await bo.bringToFront();
    await again(bo, 'Nobody here but me');
    await said(ana, 'Bo is typing');
    for (const tab of tabs) expect(await line(tab).textContent()).to.equal('');
    await composer(bo).fill('');
    for (const tab of tabs.slice(1)) await tab.close();
    await said(ana, '');
  });

  it('TY17 TY21 typing in two tabs of one person ends by itself, and does not come back', async () => {
    const second = await bosTabs.newPage();
    await second.goto(bo.url());
    await again(bo, 'Here');
    await type(second, 'And there');
    await said(ana, 'Bo is typing');
    await composer(second).fill('');
    await type(second, 'Still there');
    await said(ana, 'Bo is typing');
    await said(ana, '', TYPING_SHOWN_MS + SLACK_MS);
    await watch(ana);
    await second.close();
    await ana.waitForTimeout(TYPING_REPEAT_MS);
    expect(await seen(ana), 'with text left in the box').to.deep.equal([]);
    await again(bo, ' and gone');
    await said(ana, 'Bo is typing');
    await bo.keyboard.press('Enter');
    await message(ana, 'and gone').waitFor();
    await said(ana, '');
  });

  it('TY18 two are named, and three are counted', async () => {
    const others = [];
    for (const someone of [CHEN, DORA]) {
      const page = await (await browser.newContext(VIEW)).newPage();
      await joinBy(page, link, someone);
      others.push(page);
    }
    const [chen, dora] = others as [Page, Page];
    await type(chen, 'One');
    await said(ana, 'Chen is typing');
    await type(dora, 'Two');
    await said(ana, 'Chen and Dora are typing');
    await again(bo, 'Three');
    await said(ana, /^3 people are typing$/);
    await said(dora, 'Chen and Bo are typing');
    for (const page of [bo, chen, dora]) await composer(page).fill('');
    await said(ana, '');
    for (const page of others) await page.close();
  });

  it('TY21 it is over soon after its tab is killed, and after it is frozen', async () => {
    const tab = await bosTabs.newPage();
    await tab.goto(bo.url());
    await again(tab, 'Into the void');
    await said(ana, 'Bo is typing');
    const killed = tab.waitForEvent('crash');
    (await bosTabs.newCDPSession(tab)).send('Page.crash').catch(() => undefined);
    await killed;
    await said(ana, '', TYPING_SHOWN_MS + SLACK_MS);
    const other = await bosTabs.newPage();
    await other.goto(bo.url());
    await again(other, 'Into the cold');
    await said(ana, 'Bo is typing');
    const cdp = await bosTabs.newCDPSession(other);
    await freeze(cdp);
    await said(ana, '', TYPING_SHOWN_MS + SLACK_MS);
    await thaw(cdp);
    await other.close();
  });

  it('TY19 whoever does not want it seen is not seen', async () => {
    await bo.bringToFront();
    const room = bo.url();
    await bo.goto(`${hearth.url}/users/me/profile`);
    await bo.getByRole('radio', { name: 'No', exact: true }).check({ force: true });
    await bo.goto(room);
    await watch(ana);
    await again(bo, 'In secret');
    await bo.keyboard.press('Enter');
    await message(ana, 'In secret').waitFor();
    expect(await seen(ana)).to.deep.equal([]);
    await type(ana, 'Who was that?');
    await said(bo, 'Ana is typing');
  });

  /** Types as a person does, key by key. */
  async function type(page: Page, text: string): Promise<void> {
    await composer(page).waitFor();
    await composer(page).focus();
    await page.keyboard.type(text, { delay: 30 });
  }

  /** The same once what was said before may be said again. */
  async function again(page: Page, text: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    await type(page, text);
  }
});

/** Writes down from now on whatever the line of a page says. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const it = document.querySelector('.typing-line');
    const known = globalThis as { seen?: string[] };
    known.seen = [];
    if (it === null) return;
    new MutationObserver(() => {
      if (it.textContent !== '') known.seen?.push(it.textContent);
    }).observe(it, { childList: true, characterData: true, subtree: true });
  });
}

function seen(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as { seen?: string[] }).seen ?? []);
}

function line(page: Page) {
  return page.locator('.typing-line');
}

async function said(page: Page, text: string | RegExp, waitMs = SLACK_MS): Promise<void> {
  const isRight = (now: string | null) =>
    typeof text === 'string' ? now === text : text.test(now ?? '');
  await until(() => line(page).textContent(), isRight, waitMs);
}

/** Where what surrounds the line is. */
function places(page: Page): Promise<readonly number[]> {
  return page.evaluate(() =>
    ['.messages', '.composer', '.typing-line'].flatMap((selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return [box?.top ?? 0, box?.height ?? 0];
    }),
  );
}
