import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';

import { Draws } from '../../hosts/simulator/kernel/draws.js';
import { ANA, setUp, signIn, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { connectionsAt, keptTexts, shownIn, storedTexts, writeAll } from './tab-acts.js';
import { freeze, thaw } from './tab-bench.js';
import { type AppTab, TabSet } from './tab-set.js';

/** Draws the moments; another one by HEARTH_TABS_SEED. */
const SEED = Number(process.env['HEARTH_TABS_SEED'] ?? '1');
const TABS = 8;
/** Each tab writes so many messages in a round. */
const TEXTS = 3;
const PAUSE_MS = 60;
/** A visible follower leads by then; once, where the machine is busy with something else, later. */
const TAKEOVER_MS = 2_000;
const TAKEOVER_MAX_MS = 5_000;
/** Everything but the session. */
const STORAGE = 'indexeddb,local_storage,cache_storage,service_workers,file_systems';

describeInBrowser(`eight tabs of one profile, seed ${SEED}`, () => {
  const draws = new Draws(SEED, 'eight tabs', 'moments');
  const takeovers: string[] = [];
  let hearth: HearthProcess;
  let browser: Browser;
  let context: BrowserContext;
  let tabs: TabSet;
  let roomUrl: string;
  let rounds = 0;
  let late = 0;
  /** What must be in the room, and what may be, in the order of each writer. */
  const must: string[] = [];
  const may: (readonly string[])[] = [];

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await setUp(page, hearth.url, ANA);
    roomUrl = page.url();
    await page.close();
    tabs = new TabSet(context, roomUrl);
    await tabs.openTo(TABS);
  });
  after(async () => {
    console.log(`      takeovers: ${takeovers.join(', ')}`);
    await browser.close();
    await hearth.remove();
  });

  it('TB60 the server sees one connection of all of them', async () => {
    await isOne();
    await Promise.all(tabs.tabs.map((tab) => write(tab)));
    await agree();
    await isOne();
  });

  it('TB61 a leader that is closed or crashes while all send: nothing lost, nothing doubled', async () => {
    for (const how of ['close', 'crash'] as const) {
      await tabs.openTo(TABS);
      const leader = await theLeader();
      const writing = everyoneBut(leader).map((tab) => write(tab));
      const last = writeLast(leader);
      await wait(draws.between(0, TEXTS * PAUSE_MS));
      await keptNow(everyoneBut(leader)[0] as AppTab);
      const since = performance.now();
      await Promise.all([takenOver(leader, since, how), tabs.end(leader, how)]);
      await last;
      await Promise.all(writing);
      await agree();
    }
    await tabs.openTo(TABS);
    await isOne();
  });

  it('TB62 a leader that is frozen while all send is succeeded; when it wakes nothing is twice', async () => {
    for (let round = 0; round < 2; round += 1) {
      const leader = await theLeader();
      const writing = tabs.tabs.map((tab) => write(tab));
      await wait(draws.between(0, TEXTS * PAUSE_MS));
      const since = performance.now();
      const old = [...leader.sockets];
      await freeze(leader.cdp);
      await takenOver(leader, since, 'freeze');
      // Until the server gives the next term, the one before is still the newest.
      await tabs.hasNewTerm(leader, since);
      await wait(draws.between(0, 1_000));
      const wokeAt = performance.now();
      await thaw(leader.cdp);
      await Promise.all(writing);
      await agree();
      expect(old.map((socket) => socket.isClosed())).to.deep.equal([true]);
      const after = leader.accepts.filter((sentAt) => sentAt > wokeAt);
      expect(after, 'posts accepted of the one that woke').to.deep.equal([]);
      await isOne();
    }
  });

  it('TB63 storage that is evicted locks nobody out', async () => {
    const writing = tabs.tabs.map((tab) => write(tab));
    await wait(draws.between(0, TEXTS * PAUSE_MS));
    const { cdp } = await theLeader();
    await cdp.send('Storage.clearDataForOrigin', { origin: hearth.url, storageTypes: STORAGE });
    await Promise.all(writing);
    await Promise.all(tabs.tabs.map((tab) => write(tab)));
    await agree();
    const leader = await theLeader();
    const since = performance.now();
    await Promise.all([takenOver(leader, since, 'close'), tabs.end(leader, 'close')]);
    await Promise.all(tabs.tabs.map((tab) => write(tab)));
    await agree();
  });

  it('TB64 on plain http each tab has a connection, and nothing is lost or doubled either', async () => {
    await context.close();
    await until(
      () => connectionsAt(hearth.url),
      (count) => count === 0,
    );
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const plainUrl = hearth.url.replace('localhost', 'hearth.test');
    const page = await context.newPage();
    await signIn(page, plainUrl, ANA);
    await page.close();
    roomUrl = roomUrl.replace(hearth.url, plainUrl);
    tabs = new TabSet(context, roomUrl);
    await tabs.openTo(TABS);
    expect(await connectionsAt(hearth.url)).to.equal(TABS);
    const [closed, crashed, frozen] = tabs.tabs as [AppTab, AppTab, AppTab];
    const going = [closed, crashed];
    const writing = tabs.tabs.filter((tab) => !going.includes(tab)).map((tab) => write(tab));
    const last = going.map((tab) => writeLast(tab));
    await wait(draws.between(0, TEXTS * PAUSE_MS));
    await keptNow(frozen);
    await freeze(frozen.cdp);
    const mark = await crashed.page.evaluate(() => sessionStorage.getItem('hearth.tab'));
    await Promise.all([tabs.end(closed, 'close'), tabs.end(crashed, 'crash'), ...last]);
    await wait(draws.between(0, 1_000));
    await thaw(frozen.cdp);
    // As it is 90 s later: nobody waits for that here.
    await frozen.page.evaluate((id) => localStorage.removeItem(`hearth.tab.${id}`), mark);
    await Promise.all(writing);
    await tabs.openTo(TABS);
    await agree();
    expect(await connectionsAt(hearth.url)).to.equal(TABS);
  });

  /** Writes what must arrive. */
  function write(tab: AppTab): Promise<void> {
    const texts = newTexts(tab);
    must.push(...texts);
    return writeAll(tab, texts, PAUSE_MS);
  }

  /** Writes in a tab that is about to end: what the device does not keep by then may be lost. */
  function writeLast(tab: AppTab): Promise<void> {
    return writeAll(tab, newTexts(tab), PAUSE_MS).catch(() => undefined);
  }

  /** What the device keeps must arrive, whatever becomes of the tab that wrote it. */
  async function keptNow(witness: AppTab): Promise<void> {
    const texts = await keptTexts(witness);
    must.push(...texts.filter((text) => !must.includes(text)));
  }

  function newTexts(tab: AppTab): readonly string[] {
    rounds += 1;
    const texts = Array.from({ length: TEXTS }, (_, index) => `${tab.name}, ${rounds}.${index}`);
    may.push(texts);
    return texts;
  }

  function everyoneBut(leader: AppTab): readonly AppTab[] {
    return tabs.tabs.filter((tab) => tab !== leader);
  }

  async function theLeader(): Promise<AppTab> {
    await isOne();
    const { leader } = tabs;
    if (leader === undefined) throw new Error('nobody leads');
    return leader;
  }

  async function isOne(): Promise<void> {
    await until(
      async () => [await connectionsAt(hearth.url), tabs.connected.length],
      (counts) => counts.join() === '1,1',
    );
  }

  async function takenOver(leader: AppTab, since: number, how: string): Promise<void> {
    const took = await tabs.succeeded(leader, since);
    takeovers.push(`${how} ${Math.round(took)} ms`);
    late += took > TAKEOVER_MS ? 1 : 0;
    expect(took, `takeover after ${how}`).to.be.at.most(late > 1 ? TAKEOVER_MS : TAKEOVER_MAX_MS);
  }

  /** The server and all tabs come to the same: everything once, each writer's in order. */
  async function agree(): Promise<void> {
    let stored: readonly string[] = [];
    await until(
      async () => {
        stored = await storedTexts(tabs.tabs[0] as AppTab);
        return must.filter((text) => !stored.includes(text));
      },
      (missing) => missing.length === 0,
    );
    expect(new Set(stored).size, 'doubled').to.equal(stored.length);
    for (const texts of may) {
      const arrived = stored.filter((text) => texts.includes(text));
      expect(arrived, 'order').to.deep.equal(texts.filter((text) => arrived.includes(text)));
    }
    for (const tab of tabs.tabs) {
      await until(
        async () => {
          const { texts, waiting } = await shownIn(tab);
          // What nobody had to wait for may have come meanwhile.
          const now = await storedTexts(tab);
          const differ = texts.filter((text, at) => text !== now.at(at - texts.length));
          return [...differ, ...(waiting > 0 ? [`${tab.name} waits for ${waiting}`] : [])];
        },
        (wrong) => wrong.length === 0,
      );
    }
  }
});
