import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';

import { ANA, BO, composer, inviteLink, message, send, setUp, signIn, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

describeInBrowser('the pages around the rooms', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await setUp(page, hearth.url, ANA);
    await send(page, 'hello');
    await message(page, 'hello').waitFor();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI33 colours and contrast follow the system or a choice that is kept', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${hearth.url}/users/me/profile`);
    const light = await ground(page);
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = await ground(page);
    expect(dark).to.not.equal(light);
    await page.reload();
    await page.getByRole('radio', { name: 'More' }).waitFor({ state: 'attached' });
    expect(await ground(page)).to.equal(dark);
    expect(await frameColour(page)).to.equal(await ground(page));
    await page.getByRole('radio', { name: 'More' }).check({ force: true });
    const more = await ground(page);
    expect(more).to.not.equal(dark);
    await page
      .getByRole('group', { name: 'Contrast' })
      .getByRole('radio', { name: 'System' })
      .check({ force: true });
    await page
      .getByRole('group', { name: 'Colours' })
      .getByRole('radio', { name: 'System' })
      .check({ force: true });
    expect(await ground(page)).to.equal(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground(page)).to.equal(dark);
    await page.emulateMedia({ contrast: 'more' });
    await until(
      () => ground(page),
      (colour) => colour === more,
    );
    await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  });

  it('UI34 the invite link is on a page of its own, and can be copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${hearth.url}/account/edit`);
    const link = await inviteLink(page);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await until(
      () => page.evaluate(() => navigator.clipboard.readText()),
      (text) => text === link,
    );
  });

  it('UI34 an invite link that is wrong is refused in words, and the fields stay', async () => {
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(`${hearth.url}/join/none-such-code`);
    await visitor.locator('[name="user[name]"]').fill(BO.name);
    await visitor.locator('[name="user[email_address]"]').fill(BO.email);
    await visitor.locator('[name="user[password]"]').fill(BO.password);
    await visitor.getByRole('button', { name: 'Join' }).click();
    await until(
      () => visitor.getByRole('alert').innerText(),
      (text) => text !== '',
    );
    expect(await visitor.locator('[name="user[name]"]').inputValue()).to.equal(BO.name);
    await visitor.context().close();
  });

  it('UI35 signing out ends it in every tab; signing in leads where one wanted to go', async () => {
    await page.goto(hearth.url);
    await composer(page).waitFor();
    const room = page.url();
    const other = await page.context().newPage();
    await other.goto(room);
    await composer(other).waitFor();
    await page.getByRole('link', { name: /profile and appearance/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/session/new');
    await other.waitForURL('**/session/new');
    await other.getByText('You were signed out here.').waitFor();
    await other.close();

    await page.goto(`${room}/@1`);
    await page.waitForURL('**/session/new');
    await page.locator('[name="email_address"]').fill(ANA.email);
    await page.locator('[name="password"]').fill(ANA.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${room}/@1`);
    await message(page, 'hello').waitFor();
  });

  it('UI36 a phone shows list and room as two screens, with Back between them', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const phone = await context.newPage();
    await signIn(phone, hearth.url, ANA);
    expect(await phone.locator('.sidebar').isVisible()).to.equal(false);
    await phone.getByRole('link', { name: 'Rooms' }).click();
    expect(await phone.locator('.sidebar').isVisible()).to.equal(true);
    expect(await phone.locator('.main').isVisible()).to.equal(false);
    await phone.locator('#shared_rooms').getByText('All Talk').click();
    await message(phone, 'hello').waitFor();
    await phone.goBack();
    expect(await phone.locator('.sidebar').isVisible()).to.equal(true);
    await phone.goForward();
    await message(phone, 'hello').waitFor();
    const size = await composer(phone).evaluate((box) => getComputedStyle(box).fontSize);
    expect(Number.parseFloat(size)).to.be.at.least(16);
    await composer(phone).fill('a line');
    await composer(phone).press('Enter');
    expect(await composer(phone).inputValue()).to.equal('a line\n');
    expect(await smallTargets(phone)).to.deep.equal([]);
  });

  it('UI37 a finger that rests on an own message is asked what to do with it', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const phone = await context.newPage();
    await signIn(phone, hearth.url, ANA);
    const own = message(phone, 'hello');
    await own.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 100, clientY: 100 });
    await phone.getByRole('dialog', { name: 'Message' }).getByText('Edit message').click();
    await phone.getByRole('textbox', { name: 'Edit message' }).waitFor();
  });
});

function ground(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

function frameColour(page: Page): Promise<string | null> {
  return page.evaluate(
    () => document.querySelector('meta[name="theme-color"]')?.getAttribute('content') ?? null,
  );
}

/** Controls below 44 px in a finger's way; links inside a text are not controls. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, .icon-button, .room-line, textarea')]
      .filter((element) => element.checkVisibility({ opacityProperty: true }))
      .filter((element) => element.offsetHeight < 44)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
}
