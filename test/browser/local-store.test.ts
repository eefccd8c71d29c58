import type { Browser, Page } from 'playwright-core';

import { ChatError, type ErrorCode } from '../../core/vocabulary/errors.js';
import type { LocalStore } from '../../ports/local-store.js';
import { describeLocalStoreContract } from '../contracts/local-store.contract.js';
import { bundleInPage } from './bundle-in-page.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import type { Came } from './in-page.js';

/** Never asked: every request for it is answered here. */
const ORIGIN = 'http://localhost:1';

describeInBrowser('IndexedDbLocalStore in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let stores = 0;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.route(`${ORIGIN}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Store</title>' }),
    );
    await page.goto(ORIGIN);
    await page.evaluate(await bundleInPage());
  });
  after(() => browser.close());

  describeLocalStoreContract({ describe, it, before, after }, async () => {
    stores += 1;
    await page.evaluate((name) => {
      window.store = new window.parts.StoreInPage(name);
    }, `hearth-${stores}`);
    return storeIn(page);
  });
});

/** The page's store, called from here. */
function storeIn(page: Page): LocalStore {
  const ask = async <Value>(work: Promise<Came<Value>>): Promise<Value> => {
    const answer = await work;
    if ('code' in answer) throw new ChatError(answer.code as ErrorCode, 'refused in the page');
    return answer.value;
  };
  return {
    load: (userId) => ask(page.evaluate((id) => window.store.load(id), userId)),
    put: (entry) => ask(page.evaluate((it) => window.store.put(it), entry)),
    claim: (userId, id, tab) =>
      ask(page.evaluate((it) => window.store.claim(it.userId, it.id, it.tab), { userId, id, tab })),
    settle: (userId, id) =>
      ask(page.evaluate((it) => window.store.settle(it.userId, it.id), { userId, id })),
    adopt: (userId, tab, orphans) => {
      const asked = { userId, tab, orphans };
      return ask(page.evaluate((it) => window.store.adopt(it.userId, it.tab, it.orphans), asked));
    },
    putDraft: (userId, draft) =>
      ask(page.evaluate((it) => window.store.putDraft(it.userId, it.draft), { userId, draft })),
    profile: (candidate) => ask(page.evaluate((it) => window.store.profile(it), candidate)),
    clear: (userId) => ask(page.evaluate((id) => window.store.clear(id), userId)),
  };
}
