import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { LEASE_MS } from '../../core/vocabulary/presence.js';
import { crowdOf, type Somebody } from '../hosts/presence/crowd.js';
import { statedMs } from '../hosts/presence/stated-times.js';
import { ANA, BO, composer, inviteLink, joinBy, setUp, until } from './acts.js';
import { describeInBrowser, launchBrowser, launchSleeper } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { LongLine } from './long-line.js';
import { freeze, thaw } from './tab-bench.js';

const CY = { name: 'Cy', email: 'cy@example.org', password: 'a third password' };
const TABS = 8;
const FROZEN_MS_MAX = statedMs('a frozen tab');
const ASLEEP_MS_MAX = statedMs('a half-open connection, a closed lid');
/** Until somebody who is there is seen, on whatever machine. */
const PATIENCE_MS = 60_000;
/** Between two looks of a page at what it shows. */
const SAMPLE_MS = 50;
/** A page that runs looks at its clock more often, on whatever machine. */
const AWAKE_AGAIN_MS = 5_000;
/** A page that wakes may look so often before its timers have got round to what is over. */
const SAMPLES_AFTER_WAKING_MAX = 20;

/** What a page showed at a moment of the wall clock. */
interface Sample {
  readonly atMs: number;
  readonly isCertain: boolean;
  readonly names: string;
}

describeInBrowser('presence of eight tabs, and of a browser that sleeps', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let sleeper: Awaited<ReturnType<typeof launchSleeper>>;
  let ana: Page;
  let cy: Page;
  let line: LongLine;
  let somebody: Somebody;
  /** Bo's tabs; all but the last are in the background. */
  const tabs: Page[] = [];

  before(async () => {
    hearth = await HearthProcess.start();
    [browser, sleeper] = [await launchBrowser(), await launchSleeper()];
    ana = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await setUp(ana, hearth.url, ANA);
    const link = await inviteLink(ana);
    await openTabs(await browser.newContext(), link);
    cy = await (await sleeper.browser.newContext()).newPage();
    await cy.addInitScript(stopInSleep, AWAKE_AGAIN_MS);
    line = await LongLine.to(hearth.url);
    await joinBy(cy, link.replace(hearth.url, line.url), CY);
    const joinCode = link.split('/join/')[1] ?? '';
    const [one] = await crowdOf(1, { url: hearth.url, joinCode });
    if (one === undefined) throw new Error('somebody comes');
    somebody = one;
    await sees(/\bBo\b/, /\bCy\b/, /person-0/);
  });
  after(async () => {
    somebody.client.stop();
    sleeper.wake();
    await sleeper.close();
    line.close();
    await browser.close();
    await hearth.remove();
  });

  async function openTabs(context: BrowserContext, link: string): Promise<void> {
    const first = await context.newPage();
    await joinBy(first, link, BO);
    const url = first.url();
    tabs.push(first);
    while (tabs.length < TABS) tabs.push(await context.newPage());
    for (const [at, tab] of tabs.entries()) {
      if (at < TABS - 1) await hide(tab);
      await tab.goto(url);
      await composer(tab).waitFor();
    }
  }

  /** Names that a page shows as active, then those that are away in brackets. */
  function shownBy(page: Page): Promise<string> {
    return page.evaluate(() =>
      [...document.querySelectorAll('.person-line')]
        .map((line) => {
          const name = line.querySelector('.person-name')?.textContent ?? '';
          const mark = line.querySelector('.presence-mark')?.getAttribute('data-activity');
          return mark === 'away' ? `(${name})` : name;
        })
        .join(' '),
    );
  }

  /** Waits for what Ana sees. @returns when she did, after an instant. */
  async function sees(...patterns: readonly RegExp[]): Promise<number> {
    const isSeen = (names: string): boolean => patterns.every((pattern) => pattern.test(names));
    await until(() => shownBy(ana), isSeen, FROZEN_MS_MAX + PATIENCE_MS);
    return performance.now();
  }

  /** Lets a page write down what it shows, from now on. */
  function watch(page: Page): Promise<void> {
    return page.evaluate((everyMs) => {
      const known = globalThis as { samples?: unknown[] };
      const samples: unknown[] = (known.samples = []);
      setInterval(() => {
        const list = document.querySelector<HTMLElement>('.people-here');
        const lines = [...document.querySelectorAll('.person-name')];
        samples.push({
          atMs: Date.now(),
          isCertain: list?.dataset['uncertain'] === 'false',
          names: lines.map((line) => line.textContent).join(' '),
        });
      }, everyMs);
    }, SAMPLE_MS);
  }

  function samplesOf(page: Page): Promise<readonly Sample[]> {
    return page.evaluate(() => (globalThis as { samples?: unknown[] }).samples ?? []) as Promise<
      readonly Sample[]
    >;
  }

  async function frontTabFreezes(): Promise<void> {
    const front = tabs.at(-1);
    if (front === undefined) throw new Error('there are tabs');
    const session = await front.context().newCDPSession(front);
    const since = performance.now();
    await freeze(session);
    const tookMs = Math.round((await sees(/\(Bo\)/)) - since);
    console.log(`      the tab in front, of eight, frozen: away after ${String(tookMs)} ms`);
    expect(tookMs).to.be.at.most(FROZEN_MS_MAX);
    await thaw(session);
    await sees(/(^| )Bo\b/);
  }

  async function browserSleeps(): Promise<void> {
    await watch(cy);
    await until(
      async () => (await samplesOf(cy)).at(-1),
      (last) => last?.isCertain === true && last.names.includes('person-0'),
      PATIENCE_MS,
    );
    const since = performance.now();
    line.cut();
    sleeper.sleep();
    somebody.client.stop();
    const tookMs = Math.round((await sees(/^(?!.*\bCy\b)/)) - since);
    console.log(`      a browser that sleeps: gone after ${String(tookMs)} ms`);
    expect(tookMs).to.be.at.most(ASLEEP_MS_MAX);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, LEASE_MS + 1_000 - tookMs)));
    const wokeAt = performance.now();
    sleeper.wake();
    const backMs = Math.round((await sees(/(^| )Cy\b/)) - wokeAt);
    console.log(`      the same once it is awake: back after ${String(backMs)} ms`);
    const samples = await until(
      () => samplesOf(cy),
      (all) => isRight(all.at(-1)),
      PATIENCE_MS,
    );
    judge(samples);
  }

  /** Nobody who has gone meanwhile is shown as certainly there, but for the moment of waking. */
  function judge(samples: readonly Sample[]): void {
    const wokeAt = samples.findIndex(
      ({ atMs }, at) => atMs - (samples[at - 1]?.atMs ?? atMs) >= LEASE_MS,
    );
    expect(wokeAt, 'it slept').to.be.above(0);
    const wrong = samples
      .slice(wokeAt)
      .filter(({ isCertain, names }) => isCertain && names.includes('person-0'));
    console.log(`      looks after waking that show what is over: ${String(wrong.length)}`);
    expect(wrong.length).to.be.at.most(SAMPLES_AFTER_WAKING_MAX);
  }

  it('PS17 PS23 eight tabs of which the one in front is frozen, and a browser that sleeps', async () => {
    await Promise.all([frontTabFreezes(), browserSleeps()]);
  });
});

/**
 * In a browser that is stopped the steady clock goes on. That of a device that really sleeps stands
 * still on most systems, and so it does for the page from here on; the wall clock jumps.
 *
 * @param longestMs - what passes between two looks at the clock and is more was a sleep.
 */
function stopInSleep(longestMs: number): void {
  const steady = performance.now.bind(performance);
  let [seen, awake] = [steady(), steady()];
  performance.now = () => {
    const now = steady();
    awake += Math.min(now - seen, longestMs);
    seen = now;
    return awake;
  };
  setInterval(() => performance.now(), longestMs / 10);
}

/** In a headless Chromium every page counts as visible: hides one from the next load on. */
async function hide(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' });
  });
}

function isRight(sample: Sample | undefined): boolean {
  return sample?.isCertain === true && !sample.names.includes('person-0');
}
