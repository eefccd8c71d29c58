import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { keepsStated, statedMs } from '../hosts/presence/stated-times.js';
import { ANA, BO, inviteLink, joinBy, setUp, signIn, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { freeze, thaw } from './tab-bench.js';

/** A process that has just started says who is there after this. */
const SETTLING_MS = 10_000;
/** Until what was bound to be seen is, on whatever machine. */
const PATIENCE_MS = 20_000;
const LOADS_MAX = 3;

declare global {
  interface Window {
    headersSeen?: Set<string>;
    fewestListed?: number;
  }
}

/** Keeps everything that the header of a room has said of who is there. */
function keepHeaders(): void {
  const seen = (window.headersSeen = new Set());
  const look = (): void => {
    const text = document.querySelector('.room-presence')?.textContent ?? '';
    if (text !== '') seen.add(text);
  };
  const options = { subtree: true, childList: true, characterData: true };
  new MutationObserver(look).observe(document, options);
}

describeInBrowser('presence on the page', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let others: Browser;
  let ana: Page;
  let bo: Page;
  let link: string;

  before(async () => {
    hearth = await HearthProcess.start();
    [browser, others] = [await launchBrowser(), await launchBrowser()];
    ana = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await ana.addInitScript(keepHeaders);
    await setUp(ana, hearth.url, ANA);
    link = await inviteLink(ana);
    bo = await comes(await others.newContext());
    await sees(`${ANA.name} ${BO.name}`, SETTLING_MS + 10_000);
  });
  after(async () => {
    await browser.close();
    await others.close();
    await hearth.remove();
  });

  it('UI91 before it is known who is there the header of a room does not say that nobody is', async () => {
    const headers = await until(
      () => ana.evaluate(() => [...(window.headersSeen ?? [])]),
      (seen) => seen.some((text) => text.startsWith('2 here')),
    );
    expect(headers.filter((text) => text.startsWith('0'))).to.deep.equal([]);
  });

  async function comes(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await joinBy(page, link, BO);
    return page;
  }

  /** Names that Ana's page shows as active, then those that are away in brackets. */
  function shown(): Promise<string> {
    return ana.evaluate(() =>
      [...document.querySelectorAll('.person-line')]
        .map((line) => {
          const name = line.querySelector('.person-name')?.textContent ?? '';
          const mark = line.querySelector('.presence-mark')?.getAttribute('data-activity');
          return mark === 'away' ? `(${name})` : name;
        })
        .join(' '),
    );
  }

  /** Waits for what Ana sees. @returns after how long. */
  async function sees(what: string, waitMs: number): Promise<number> {
    const since = performance.now();
    await until(shown, (names) => names === what, waitMs);
    return Math.round(performance.now() - since);
  }

  async function opens(prepare?: (page: Page) => Promise<void>): Promise<Page> {
    const page = (await others.contexts()[0]?.newPage()) as Page;
    await prepare?.(page);
    await page.goto(hearth.url);
    await sees(`${ANA.name} ${BO.name}`, PATIENCE_MS);
    return page;
  }

  it('UI91 the header of a room counts those who have it open', async () => {
    const header = ana.locator('.room-presence');
    await until(
      () => header.textContent(),
      (text) => text === '2 here',
    );
    expect(await header.getAttribute('title')).to.equal('Ana, Bo');
    expect(await ana.locator('[aria-live] .person-name').count()).to.equal(0);
  });

  /** Loads Bo's page again. @returns how many people Ana's page has listed at the fewest. */
  async function fewestWhileLoading(): Promise<number> {
    await ana.evaluate(() => {
      const list = document.querySelector('.people-here');
      const note = (): void => {
        const names = list?.querySelectorAll('.person-line').length ?? 0;
        window.fewestListed = Math.min(names, window.fewestListed ?? names);
      };
      window.fewestListed = Infinity;
      note();
      if (list !== null)
        new MutationObserver(note).observe(list, { childList: true, subtree: true });
    });
    await bo.reload();
    await bo.locator('.composer').waitFor();
    await bo.waitForTimeout(2_500);
    await sees(`${ANA.name} ${BO.name}`, PATIENCE_MS);
    return ana.evaluate(() => window.fewestListed ?? 0);
  }

  it('UI90 a page that is loaded again is left by nobody', async () => {
    // It has 1.3 s for that, which a busy machine takes once, and not each time.
    const fewest: number[] = [];
    while (fewest.length < LOADS_MAX && fewest.at(-1) !== 2) {
      fewest.push(await fewestWhileLoading());
    }
    expect(fewest.at(-1)).to.equal(2);
  });

  it('PS17 a planned leave is seen within a second', async () => {
    await keepsStated('a planned leave', async () => {
      await bo.goto('about:blank');
      const tookMs = await sees(ANA.name, PATIENCE_MS);
      await bo.close();
      bo = await opens();
      return tookMs;
    });
  });

  /** Moves Bo's pointer. The page has seen it then: a busy one sees it some time later. */
  async function touches(x: number): Promise<void> {
    const seen = bo.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const isSeen = (): void => resolve();
          addEventListener('pointermove', isSeen, { once: true });
        }),
    );
    await bo.mouse.move(x, 200);
    await seen;
  }

  it('UI92 a page that nobody touches for five minutes is away, and active with the next touch', async () => {
    await bo.close();
    bo = await opens((page) => page.clock.install());
    await bo.clock.fastForward('04:30');
    await touches(200);
    await bo.clock.fastForward('04:30');
    await bo.waitForTimeout(1_000);
    // Its clock has leapt: it may take itself for cut off, and come back.
    await sees(`${ANA.name} ${BO.name}`, PATIENCE_MS);
    await bo.clock.fastForward('05:10');
    await sees(`${ANA.name} (${BO.name})`, PATIENCE_MS);
    await touches(300);
    await sees(`${ANA.name} ${BO.name}`, PATIENCE_MS);
    await bo.close();
    bo = await opens();
  });

  it('PS17 a frozen tab is not active any more within a minute', async () => {
    await keepsStated('a frozen tab', async () => {
      const session = await bo.context().newCDPSession(bo);
      await freeze(session);
      const since = performance.now();
      await until(
        shown,
        (names) => names !== `${ANA.name} ${BO.name}`,
        statedMs('a frozen tab') + PATIENCE_MS,
      );
      const tookMs = Math.round(performance.now() - since);
      await thaw(session);
      await sees(`${ANA.name} ${BO.name}`, 30_000);
      return tookMs;
    });
  });

  it('PS17 a killed browser is seen within two seconds', async () => {
    let isKilled = false;
    await keepsStated('a killed browser', async () => {
      if (isKilled) await comesAgain();
      const session = await others.newBrowserCDPSession();
      session.send('Browser.crash').catch(() => undefined);
      isKilled = true;
      return sees(ANA.name, PATIENCE_MS);
    });
  });

  async function comesAgain(): Promise<void> {
    others = await launchBrowser();
    bo = await (await others.newContext()).newPage();
    await signIn(bo, hearth.url, BO);
    await sees(`${ANA.name} ${BO.name}`, PATIENCE_MS);
  }
});
