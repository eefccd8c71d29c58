import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

import type { TabsBench, TabUnderTest } from '../contracts/tabs.contract.js';

/** Every request is answered by the test itself: the page needs an origin and nothing else. */
export async function openBlank(context: BrowserContext, origin: string): Promise<Page> {
  await context.route(`${origin}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Tab</title>' }),
  );
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

/** Makes a page a tab. @param scope - whose tabs it belongs to. */
export async function enterTab(page: Page, bundle: string, scope = 'ana'): Promise<void> {
  await page.evaluate(bundle);
  await page.evaluate((it) => window.parts.enterTab(it), scope);
}

/** How long one turn of waiting is. */
const PASS_MS = 10;

/** A browser of its own for each test: contexts share neither locks nor channels. */
export async function tabsBench(
  browser: Browser,
  options: { readonly origin: string; readonly bundle: string },
): Promise<TabsBench> {
  const context = await browser.newContext();
  return {
    async open() {
      const page = await openBlank(context, options.origin);
      await enterTab(page, options.bundle);
      const id = await page.evaluate(() => window.tab.id);
      return tabOn({ page, cdp: await context.newCDPSession(page), id });
    },
    pass: () => new Promise((resolve) => setTimeout(resolve, PASS_MS)),
    close: () => context.close(),
  };
}

/**
 * Stops a page's thread before its next statement: timers, messages, locks and sockets wait, and
 * the page keeps all that it holds, as in a frozen tab.
 *
 * `Page.setWebLifecycleState` would be the word for it, but where every page counts as visible, as
 * in a headless Chromium, it stops nothing: no `freeze` event comes, and timers go on.
 */
export async function freeze(cdp: CDPSession): Promise<void> {
  await cdp.send('Debugger.enable');
  await cdp.send('Debugger.pause');
}

/** Lets a frozen page go on: what waited happens now. */
export async function thaw(cdp: CDPSession): Promise<void> {
  await cdp.send('Debugger.disable');
}

/** A page's tab, driven from here. */
function tabOn(options: {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly id: string;
}): TabUnderTest {
  const { page, cdp, id } = options;
  return {
    id,
    campaign: () => page.evaluate(() => window.tab.campaign()),
    steal: () => page.evaluate(() => window.tab.steal()),
    resign: () => page.evaluate(() => window.tab.resign()),
    told: () => page.evaluate(() => window.tab.told()),
    send: (message, to) =>
      page.evaluate((it) => window.tab.send(it.message, it.to), { message, to }),
    received: () => page.evaluate(() => window.tab.received()),
    stopListening: () => page.evaluate(() => void window.tab.stopListening()),
    isAlive: (tab) => page.evaluate((it) => window.tab.isAlive(it), tab),
    freeze: () => freeze(cdp),
    thaw: () => thaw(cdp),
    end: () => page.close(),
  };
}
