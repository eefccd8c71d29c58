import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { describeTabsContract } from '../contracts/tabs.contract.js';
import { until } from './acts.js';
import { bundleInPage } from './bundle-in-page.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { enterTab, openBlank, tabsBench } from './tab-bench.js';

/** Never asked: every request for them is answered by the test. */
const SECURE = 'http://localhost:1';
const PLAIN = 'http://hearth.test';

describeInBrowser('BrowserTabs in Chromium', () => {
  let browser: Browser;
  let context: BrowserContext;
  let bundle: string;

  before(async () => {
    browser = await launchBrowser();
    bundle = await bundleInPage();
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());
  after(() => browser.close());

  describeTabsContract({ describe, it, before, after }, () =>
    tabsBench(browser, { origin: SECURE, bundle }),
  );

  it('TB50 a page that goes gives its lead up at once, and comes back robbed', async () => {
    const [one, two, three] = [await open(SECURE), await open(SECURE), await open(SECURE)];
    for (const page of [one, two, three]) {
      await page.evaluate(() => window.tab.campaign());
      await page.waitForTimeout(50);
    }
    await told(one, ['elected']);
    await turn([two, one], 'pagehide');
    await told(three, ['elected']);
    await turn([one, two], 'pageshow');
    await told(one, ['elected', 'robbed']);
    await three.close();
    await told(two, ['elected']);
  });

  it('TB51 on plain http, and without channels, nobody is elected', async () => {
    const plain = await open(PLAIN);
    expect(await plain.evaluate(() => [isSecureContext, window.tabs.canElect])).to.deep.equal([
      false,
      false,
    ]);
    const bare = await openBlank(context, SECURE);
    await bare.evaluate(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
    await enterTab(bare, bundle);
    expect(await bare.evaluate(() => window.tabs.canElect)).to.equal(false);
    await bare.evaluate(() => window.tab.send('to nobody'));
    expect(await (await open(SECURE)).evaluate(() => window.tabs.canElect)).to.equal(true);
  });

  for (const [how, origin] of [
    ['locks', SECURE],
    ['marks', PLAIN],
  ] as const) {
    it(`TB52 a name is kept over a reload and is no other tab’s, by ${how}`, async () => {
      const one = await open(origin);
      const id = await idOf(one);
      await one.reload();
      await enterTab(one, bundle);
      expect(await idOf(one)).to.equal(id);
      const [copy] = await Promise.all([
        context.waitForEvent('page'),
        one.evaluate(() => void window.open(location.href)),
      ]);
      await copy.waitForLoadState();
      expect(await copy.evaluate(() => sessionStorage.getItem('hearth.tab'))).to.equal(id);
      await enterTab(copy, bundle);
      expect(await idOf(copy)).to.not.equal(id);
    });
  }

  it('TB53 by marks a closed tab is dead at once, a crashed one after 90 s, and no other', async () => {
    const [one, closed, crashed] = [await open(PLAIN), await open(PLAIN), await open(PLAIN)];
    const ids = await Promise.all([one, closed, crashed].map(idOf));
    const alive = (): Promise<readonly boolean[]> =>
      one.evaluate((all) => Promise.all(all.map((id) => window.tab.isAlive(id))), ids);
    expect(await alive()).to.deep.equal([true, true, true]);
    await closed.close();
    await until(alive, (all) => all.join() === 'true,false,true');
    const cdp = await context.newCDPSession(crashed);
    const gone = crashed.waitForEvent('crash');
    cdp.send('Page.crash').catch(() => undefined);
    await gone;
    expect(await alive()).to.deep.equal([true, false, true]);
    await one.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 91_000;
    });
    // A tab that lives marks again within seconds.
    await until(alive, (all) => all.join() === 'true,false,false');
  });

  it('TB54 tabs of another person hear and lead nothing of each other', async () => {
    const [mine, yours] = [await open(SECURE), await open(SECURE, 'bo')];
    for (const page of [mine, yours]) await page.evaluate(() => window.tab.campaign());
    await told(mine, ['elected']);
    await told(yours, ['elected']);
    await mine.evaluate(() => window.tab.send('for my own tabs'));
    await mine.waitForTimeout(100);
    expect(await yours.evaluate(() => window.tab.received())).to.deep.equal([]);
  });

  it('TB55 a tab that was closed in its page has no lead, and hears and says nothing', async () => {
    const [one, two] = [await open(SECURE), await open(SECURE)];
    for (const page of [one, two]) await page.evaluate(() => window.tab.campaign());
    await told(one, ['elected']);
    await one.evaluate(() => {
      window.tabs.close();
      void window.tab.send('too late');
    });
    await told(two, ['elected']);
    await two.evaluate(() => window.tab.send('to nobody'));
    await two.waitForTimeout(100);
    const received = await Promise.all(
      [one, two].map((page) => page.evaluate(() => window.tab.received())),
    );
    expect(received).to.deep.equal([[], []]);
  });

  it('TB56 a tab knows whether it is seen, and says when that changes', async () => {
    const page = await open(SECURE);
    await page.evaluate(() => {
      window.seen = [window.tabs.isVisible];
      window.tabs.onVisibility(() => window.seen.push(window.tabs.isVisible));
      for (const state of ['hidden', 'visible']) {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
        document.dispatchEvent(new Event('visibilitychange'));
      }
    });
    expect(await page.evaluate(() => window.seen)).to.deep.equal([true, false, true]);
  });

  async function open(origin: string, scope?: string): Promise<Page> {
    const page = await openBlank(context, origin);
    await enterTab(page, bundle, scope);
    return page;
  }
});

function idOf(page: Page): Promise<string> {
  return page.evaluate(() => window.tab.id);
}

/** What a page hears when it is put into the browser's history, or taken out of it. */
async function turn(pages: readonly Page[], type: 'pagehide' | 'pageshow'): Promise<void> {
  for (const page of pages) {
    await page.evaluate((it) => {
      dispatchEvent(new PageTransitionEvent(it, { persisted: true }));
    }, type);
  }
}

async function told(page: Page, expected: readonly string[]): Promise<void> {
  await until(
    async () => page.evaluate(() => window.tab.told()),
    (soFar) => soFar.join() === expected.join(),
  );
}
