import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { UserId } from '../../core/vocabulary/ids.js';
import { ANA, BO, inviteLink, joinBy, message, send, setUp, until } from './acts.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';
import { noticeToBo, pretendPush, PushesToPage } from './push-in-page.js';

const VIEW = { viewport: { width: 1280, height: 800 } };
const PROFILE = '/users/me/profile';

describeInBrowser('notifications', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let ana: Page;
  let bos: BrowserContext;
  let bo: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    ana = await (await browser.newContext(VIEW)).newPage();
    await setUp(ana, hearth.url, ANA);
    bos = await browser.newContext(VIEW);
    await bos.grantPermissions(['notifications'], { origin: hearth.url });
    await pretendPush(bos);
    bo = await bos.newPage();
    await joinBy(bo, await inviteLink(ana), BO);
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  const offer = (page: Page) => page.getByRole('region', { name: 'Notifications' });
  const settings = (page: Page) => page.locator('section', { hasText: 'Notifications' });

  async function subscriptions(page: Page): Promise<number> {
    return page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.pushManager.getSubscription()) == null ? 0 : 1;
    });
  }

  it('SV10 they are offered after the first message, once, and not before', async () => {
    expect(await offer(bo).count()).to.equal(0);
    await send(bo, 'Hello');
    await offer(bo).waitFor();
    await findsNothing(bo);
    await offer(bo).getByRole('button', { name: 'Not now' }).click();
    expect(await offer(bo).count()).to.equal(0);
    await bo.reload();
    await send(bo, 'Hello again');
    await message(bo, 'Hello again').waitFor();
    expect(await offer(bo).count()).to.equal(0);
  });

  it('SV10 they are offered to whoever is mentioned, and taken up with one press', async () => {
    const cleo = { name: 'Cleo', email: 'cleo@example.org', password: 'a third password' };
    const context = await browser.newContext(VIEW);
    await context.grantPermissions(['notifications'], { origin: hearth.url });
    await pretendPush(context);
    const page = await context.newPage();
    await joinBy(page, await inviteLink(ana), cleo);
    expect(await offer(page).count()).to.equal(0);
    await page.goto(`${hearth.url}${PROFILE}`);
    await send(ana, '@Cleo, welcome');
    await page.goto(hearth.url);
    await offer(page).getByRole('button', { name: 'Tell me' }).click();
    await until(
      () => offer(page).count(),
      (count) => count === 0,
    );
    expect(await subscriptions(page)).to.equal(1);
    await context.close();
  });

  it('SV11 the profile page turns them on and off, and says in plain words what stands in the way', async () => {
    await bo.goto(`${hearth.url}${PROFILE}`);
    await settings(bo).getByText('You are told nothing on this device').waitFor();
    await bo.evaluate(() => (window.pretended.says = 'denied'));
    await settings(bo).getByRole('button', { name: 'Turn on' }).click();
    await settings(bo).getByText('This browser blocks notifications from here.').waitFor();
    expect(await settings(bo).getByRole('button').count()).to.equal(0);
    await findsNothing(bo);
    await bo.evaluate(() => {
      window.pretended.permission = 'default';
      window.pretended.says = 'granted';
    });
    await bo.reload();
    await settings(bo).getByRole('button', { name: 'Turn on' }).click();
    await settings(bo).getByText('You are told on this device').waitFor();
    expect(await subscriptions(bo)).to.equal(1);
    await settings(bo).getByRole('button', { name: 'Turn off' }).click();
    await settings(bo).getByText('You are told nothing on this device').waitFor();
    expect(await subscriptions(bo)).to.equal(0);
    await settings(bo).getByRole('button', { name: 'Turn on' }).click();
    await settings(bo).getByText('You are told on this device').waitFor();
    const plain = await browser.newContext(VIEW);
    await plain.addInitScript(() => Reflect.deleteProperty(window, 'PushManager'));
    const page = await plain.newPage();
    await page.goto(`${hearth.url}/session/new`);
    await page.locator('[name="email_address"]').fill(BO.email);
    await page.locator('[name="password"]').fill(BO.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Write a message' }).waitFor();
    await page.goto(`${hearth.url}${PROFILE}`);
    await settings(page).getByText('add Hearth to the Home Screen').waitFor();
    await plain.close();
  });

  it('SV12 a push is shown by the worker, and goes once its message is read', async () => {
    await bo.goto(`${hearth.url}/rooms/1`);
    await bo.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const pushes = await PushesToPage.to(bo);
    await bo.goto(`${hearth.url}${PROFILE}`);
    await send(ana, 'Come and see, @Bo');
    const place = await message(ana, 'Come and see').getAttribute('data-message-id');
    const notice = await noticeToBo(ana, Number(place));
    await pushes.push(notice);
    const [shown] = await until(
      () => pushes.shown(),
      ({ length }) => length === 1,
    );
    expect(shown).to.deep.equal({
      title: 'All Talk',
      body: 'Ana: Come and see, @Bo',
      tag: 'room-1',
      data: { roomId: 1, messageId: notice.messageId, seq: notice.seq },
    });
    await pushes.push({ ...notice, userId: 999 as UserId, title: 'for somebody else' });
    expect((await pushes.shown()).map(({ title }) => title)).to.deep.equal(['All Talk']);
    await bo.goto(`${hearth.url}/rooms/1/@${String(notice.messageId)}`);
    await message(bo, 'Come and see').waitFor();
    await until(
      () => pushes.shown(),
      ({ length }) => length === 0,
    );
  });

  it('SV13 whoever signs out takes their notifications and their subscription with them', async () => {
    const pushes = await PushesToPage.to(bo);
    await bo.goto(`${hearth.url}${PROFILE}`);
    await send(ana, 'One more, @Bo');
    const place = await message(ana, 'One more').getAttribute('data-message-id');
    const notice = await noticeToBo(ana, Number(place));
    await pushes.push(notice);
    await until(
      () => pushes.shown(),
      ({ length }) => length === 1,
    );
    await bo.getByRole('button', { name: 'Sign out' }).click();
    await bo.waitForURL('**/session/new');
    expect(await pushes.shown()).to.deep.equal([]);
    expect(await subscriptions(bo)).to.equal(0);
    await pushes.push(notice);
    await bo.waitForTimeout(300);
    expect(await pushes.shown()).to.deep.equal([]);
  });
});
