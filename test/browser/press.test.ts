import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ANA, BO, inviteLink, joinBy, message, send, setUp, until } from './acts.js';
import { describeInBrowser, launchBrowser, launchProfile } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { NotificationDesk } from './notification-desk.js';
import { noticeToBo, pretendPush, PushesToPage } from './push-in-page.js';

const PROFILE = '/users/me/profile';

describeInBrowser('a notification that is pressed', () => {
  let hearth: HearthProcess;
  let desk: NotificationDesk;
  let browser: Browser;
  let ana: Page;
  let bos: { readonly context: BrowserContext; close(): Promise<void> };
  let bo: Page;
  let pushes: PushesToPage;

  before(async () => {
    hearth = await HearthProcess.start();
    desk = await NotificationDesk.open();
    browser = await launchBrowser();
    ana = await (await browser.newContext()).newPage();
    await setUp(ana, hearth.url, ANA);
    bos = await launchProfile(desk.environment);
    await bos.context.grantPermissions(['notifications'], { origin: hearth.url });
    await pretendPush(bos.context);
    bo = await bos.context.newPage();
    await joinBy(bo, await inviteLink(ana), BO);
    await bo.goto(`${hearth.url}${PROFILE}`);
    const settings = bo.locator('section', { hasText: 'Notifications' });
    await settings.getByRole('button', { name: 'Turn on' }).click();
    await settings.getByText('You are told on this device').waitFor();
    pushes = await PushesToPage.to(bo);
  });
  after(async () => {
    await bos.close();
    await browser.close();
    desk.close();
    await hearth.remove();
  });

  /** Ana says something, Bo's browser is told, and the desktop shows it. */
  async function told(text: string): Promise<{ path: string; press(): void }> {
    await send(ana, text);
    const place = Number(await message(ana, text).getAttribute('data-message-id'));
    await pushes.push(await noticeToBo(ana, place));
    const shown = await until(
      () => Promise.resolve(desk.shown),
      (all) => all.some(({ body }) => body.includes(text)),
    );
    expect(shown.map(({ title }) => title)).to.deep.equal(['All Talk']);
    return { path: `/rooms/1/@${String(place)}`, press: () => desk.press(shown[0]!) };
  }

  it('SV5 it leads to its message in the page that is open, which is not loaded again', async () => {
    await bo.evaluate(() => (document.body.dataset['since'] = 'before'));
    const { path, press } = await told('Come and see, @Bo');
    press();
    await bo.waitForURL(`**${path}`);
    await message(bo, 'Come and see').waitFor();
    expect(await bo.evaluate(() => document.body.dataset['since'])).to.equal('before');
    expect(bos.context.pages().filter((page) => page.url().includes('/rooms/'))).to.have.length(1);
    await until(
      () => Promise.resolve(desk.shown),
      ({ length }) => length === 0,
    );
  });

  it('SV5 of two pages it is the one in sight that goes there', async () => {
    await bo.goto(`${hearth.url}${PROFILE}`);
    const front = await bos.context.newPage();
    await front.goto(`${hearth.url}${PROFILE}`);
    await front.bringToFront();
    const { path, press } = await told('Look at this, @Bo');
    press();
    await front.waitForURL(`**${path}`);
    await message(front, 'Look at this').waitFor();
    expect(new URL(bo.url()).pathname).to.equal(PROFILE);
    await front.close();
  });

  it('SV5 where no page is open it opens one, at the message', async () => {
    await bo.goto('about:blank');
    const { path, press } = await told('Nobody there, @Bo?');
    const opened = bos.context.waitForEvent('page');
    press();
    const page = await opened;
    await page.waitForURL(`**${path}`);
    await message(page, 'Nobody there').waitFor();
    await until(
      () => Promise.resolve(desk.shown),
      ({ length }) => length === 0,
    );
  });
});
