import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import {
  ANA,
  BO,
  composer,
  confirmedTexts,
  inviteLink,
  joinBy,
  message,
  send,
  setUp,
  until,
} from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { seedMessages } from './seed.js';

/** More than are ever on the page at once. */
const SEEDED = 500;
/** What is on the page at most: 300, and a leeway of 20 before it is trimmed. */
const NODES_MAX = 320;

describeInBrowser('a long timeline', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let bo: Page;
  let room: string;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    await setUp(page, hearth.url, ANA);
    room = page.url();
    const others = await browser.newContext();
    bo = await others.newPage();
    await joinBy(bo, await inviteLink(page), BO);
    const bodies = Array.from({ length: SEEDED }, (_, index) => `line ${index + 1}.`);
    const roomId = Number(room.split('/').at(-1));
    await seedMessages(others, { url: hearth.url, roomId, bodies });
    await page.reload();
    await message(page, `line ${SEEDED}.`).waitFor();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI16 a room opens at its newest message, and stays there while more come', async () => {
    expect(await fromEnd(page)).to.be.at.most(1);
    await send(bo, 'one more');
    await message(page, 'one more').waitFor();
    await until(
      () => fromEnd(page),
      (px) => px <= 1,
    );
  });

  it('UI16 away from the end the place is kept, and a pill says what has come', async () => {
    await scrollBy(page, -1_500);
    const anchor = await firstInView(page);
    await send(bo, 'unseen 1');
    await send(bo, 'unseen 2');
    const pill = page.getByRole('button', { name: '2 new, Bo' });
    await pill.waitFor();
    expect(await topOf(page, anchor.id)).to.be.closeTo(anchor.top, 1);
    await pill.click();
    await until(
      () => fromEnd(page),
      (px) => px <= 1,
    );
    await pill.waitFor({ state: 'detached' });
  });

  it('UI17 earlier pages come while scrolling, and what is in view does not move', async () => {
    for (let turn = 0; turn < SEEDED; turn += 1) {
      const [first = ''] = await confirmedTexts(page);
      if (first === 'line 1.') break;
      await page.locator('.messages').evaluate((scroller) => {
        scroller.scrollTop = 400;
      });
      const anchor = await firstInView(page);
      await until(
        () => confirmedTexts(page),
        ([now]) => now !== first,
      );
      const top = await topOf(page, anchor.id);
      // Far from where the reader is, messages leave the page; this one is in view.
      expect(top).to.be.closeTo(anchor.top, 1);
      expect((await confirmedTexts(page)).length).to.be.at.most(NODES_MAX);
    }
    const [first = ''] = await confirmedTexts(page);
    expect(first).to.equal('line 1.');
    await page.locator('.messages').evaluate((scroller) => {
      scroller.scrollTop = 0;
    });
    await page.getByText('This is the start of All Talk.').waitFor();
  });

  it('UI17 an own message leads back to the newest page', async () => {
    await send(page, 'from far up');
    await message(page, 'from far up').waitFor();
    await until(
      () => fromEnd(page),
      (px) => px <= 1,
    );
    expect(await confirmedTexts(page)).to.include(`line ${SEEDED}.`);
  });

  it('UI18 a permalink shows its message marked in the middle of what was said', async () => {
    // The seeded lines are the first messages of all: their ids are their numbers.
    const id = 100;
    await page.goto(`${room}/@${id}`);
    const linked = message(page, 'line 100.');
    await linked.waitFor();
    await until(async () => (await linked.getAttribute('data-highlighted')) === 'true', Boolean);
    const [top, middle] = await Promise.all([topOf(page, id), halfOf(page)]);
    expect(Math.abs(top - middle)).to.be.at.most(60);
    const texts = await confirmedTexts(page);
    expect(texts).to.include('line 99.').and.include('line 101.');
    await page.getByRole('button', { name: 'Newest messages' }).waitFor();
  });

  it('UI18 from a permalink one comes down to the newest message without a gap', async () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 200 && !seen.has('from far up'); turn += 1) {
      for (const text of await confirmedTexts(page)) seen.add(text);
      await scrollBy(page, 2_000);
      await page.waitForTimeout(60);
    }
    for (let line = 101; line <= SEEDED; line += 1)
      expect(seen.has(`line ${line}.`)).to.equal(true);
  });

  it('UI18 a permalink to nothing says so and shows the newest messages', async () => {
    await page.goto(`${room}/@999999`);
    await page.getByText('That message is not here any more.').waitFor();
    await message(page, 'from far up').waitFor();
    await until(
      () => fromEnd(page),
      (px) => px <= 1,
    );
  });

  it('UI19 coming back to a room, by its link or by a reload, leads to where one was', async () => {
    await page.goto(room);
    await message(page, 'from far up').waitFor();
    // A room with something unread opens where that begins.
    await page.locator('.room-line[data-unread="true"]').waitFor({ state: 'detached' });
    await scrollBy(page, -2_500);
    await page.waitForTimeout(400);
    const place = await firstInView(page);
    await page.reload();
    await page.locator(`[data-message-id="${place.id}"]`).waitFor();
    await until(
      () => topOf(page, place.id),
      (top) => Math.abs(top - place.top) <= 2,
    );

    await page.getByRole('link', { name: 'New room' }).click();
    await page.getByRole('textbox', { name: 'Name this room' }).waitFor();
    await page.locator('#shared_rooms').getByText('All Talk').click();
    await page.locator(`[data-message-id="${place.id}"]`).waitFor();
    await until(
      () => topOf(page, place.id),
      (top) => Math.abs(top - place.top) <= 2,
    );
  });

  it('UI19 a growing box moves nothing that is read', async () => {
    const place = await firstInView(page);
    await composer(page).fill(Array.from({ length: 8 }, (_, line) => `line ${line}`).join('\n'));
    expect(await topOf(page, place.id)).to.be.closeTo(place.top, 1);
    await composer(page).fill('');
    expect(await topOf(page, place.id)).to.be.closeTo(place.top, 1);
  });
});

function scrollBy(page: Page, px: number): Promise<void> {
  return page.locator('.messages').evaluate((scroller, distance) => {
    scroller.scrollTop += distance;
  }, px);
}

function fromEnd(page: Page): Promise<number> {
  return page
    .locator('.messages')
    .evaluate(
      ({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop,
    );
}

function halfOf(page: Page): Promise<number> {
  return page.locator('.messages').evaluate(({ clientHeight }) => clientHeight / 2);
}

/** How far below the timeline's top edge a message begins. */
function topOf(page: Page, id: number): Promise<number> {
  return page.locator('.messages').evaluate((scroller, messageId) => {
    const found = scroller.querySelector(`[data-message-id="${messageId}"]`);
    if (found === null) return Number.NaN;
    return found.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  }, id);
}

function firstInView(page: Page): Promise<{ readonly id: number; readonly top: number }> {
  return page.locator('.messages').evaluate((scroller) => {
    const edge = scroller.getBoundingClientRect().top;
    for (const found of scroller.querySelectorAll<HTMLElement>('[data-message-id]')) {
      const { top } = found.getBoundingClientRect();
      if (top >= edge) return { id: Number(found.dataset['messageId']), top: top - edge };
    }
    throw new Error('no message is in view');
  });
}
