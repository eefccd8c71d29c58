import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

import { ANA, BO, inviteLink, joinBy, message, send, setUp, signIn, until } from './acts.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

const VIEW = { viewport: { width: 1280, height: 800 } };
/** What is in view for a second is read. */
const READ_AFTER_MS = 1_000;
/** Longer than anything takes that is read by being looked at. */
const LONG_MS = 2_500;
const SOON = { timeout: 15_000 };

describeInBrowser('what is unread, and what becomes read', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let ana: Page;
  let bosTabs: BrowserContext;
  let bo: Page;
  let tabs: readonly Page[];

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    ana = await (await browser.newContext(VIEW)).newPage();
    await setUp(ana, hearth.url, ANA);
    bosTabs = await browser.newContext(VIEW);
    bo = await bosTabs.newPage();
    await joinBy(bo, await inviteLink(ana), BO);
    const other = await bosTabs.newPage();
    await other.goto(bo.url());
    tabs = [bo, other];
    await ana.getByRole('link', { name: 'New room' }).click();
    await ana.getByRole('textbox', { name: 'Name this room' }).fill('garden');
    await ana.getByRole('button', { name: 'Create room' }).click();
    await ana.getByText('This is the start of garden.').waitFor();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('RE13 a room with something unread is bold, with the number of its mentions', async () => {
    for (const tab of tabs) await listed(tab, 'garden');
    expect(await weight(bo)).to.be.below(600);
    await send(ana, 'The beans are up.');
    await send(ana, '@Bo, come and see.');
    for (const tab of tabs) await listed(tab, 'garden, unread, 1 mention');
    expect(await weight(bo)).to.be.at.least(600);
    expect(await bo.locator('.mentions').innerText()).to.equal('1');
    await findsNothing(bo);
  });

  it('RE14 it opens with a line above what is new, and Escape takes the line away', async () => {
    await line(bo).click();
    expect(await belowLine(bo)).to.contain('The beans are up.');
    await listed(bo, 'garden');
    expect(await belowLine(bo), 'it stays though all is read').to.contain('The beans are up.');
    await findsNothing(bo);
    await bo.keyboard.press('Escape');
    await noLine(bo);
  });

  it('RE15 a second in view makes it read in every tab, and in other browsers', async () => {
    await bo.locator('#shared_rooms').getByText('All Talk').click();
    await send(ana, '@Bo, and the peas.');
    for (const tab of tabs) await listed(tab, 'garden, unread, 1 mention');
    const opened = Date.now();
    await line(bo).click();
    for (const tab of tabs) await listed(tab, 'garden');
    expect(Date.now() - opened).to.be.at.least(READ_AFTER_MS);
    const elsewhere = await (await browser.newContext(VIEW)).newPage();
    await signIn(elsewhere, hearth.url, BO);
    await listed(elsewhere, 'garden');
    await elsewhere.context().close();
  });

  it('RE15 what comes while nobody looks stays unread below a line until somebody does', async () => {
    await look(bo, false);
    await send(ana, 'Are you there?');
    await message(bo, 'Are you there?').waitFor();
    await bo.waitForTimeout(LONG_MS);
    for (const tab of tabs) await listed(tab, 'garden, unread');
    expect(await belowLine(bo)).to.contain('Are you there?');
    await look(bo, true);
    for (const tab of tabs) await listed(tab, 'garden');
  });

  it('RE16 U marks a message and all after it as unread, and their mentions count again', async () => {
    await message(bo, 'and the peas').focus();
    await bo.keyboard.press('u');
    for (const tab of tabs) await listed(tab, 'garden, unread, 1 mention');
    expect(await belowLine(bo)).to.contain('and the peas');
    await bo.waitForTimeout(LONG_MS);
    await listed(bo, 'garden, unread, 1 mention');
    await bo.keyboard.press('Escape');
    for (const tab of tabs) await listed(tab, 'garden');
    await noLine(bo);
  });

  it('RE16 so does the bar of a message, also an own one; who writes has read', async () => {
    await send(bo, 'On my way.');
    await send(ana, 'Bring a basket.');
    await message(bo, 'Bring a basket.').waitFor();
    await message(bo, 'On my way.').hover();
    await message(bo, 'On my way.').getByRole('button', { name: 'Mark as unread' }).click();
    await listed(bo, 'garden, unread');
    expect(await belowLine(bo)).to.contain('Bring a basket.');
    await bo.locator('#shared_rooms').getByText('All Talk').click();
    await bo.waitForTimeout(LONG_MS);
    await listed(bo, 'garden, unread');
    await line(bo).click();
    for (const tab of tabs) await listed(tab, 'garden');
    expect(await belowLine(bo)).to.contain('Bring a basket.');
    await send(bo, 'I have one.');
    await noLine(bo);
  });

  it('RE16 a finger finds it on the sheet of any message', async () => {
    const options = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const phone = await (await browser.newContext(options)).newPage();
    await signIn(phone, hearth.url, BO);
    await phone.goto(bo.url());
    const finger = { pointerType: 'touch', clientX: 100, clientY: 100 };
    await message(phone, 'Bring a basket.').dispatchEvent('pointerdown', finger);
    const sheet = phone.getByRole('dialog', { name: 'Message' });
    await sheet.getByText('Mark as unread').waitFor();
    expect(await sheet.getByText('Edit message').count(), 'of somebody else').to.equal(0);
    await findsNothing(phone);
    await sheet.getByText('Mark as unread').click();
    for (const tab of tabs) await listed(tab, 'garden, unread');
    await phone.context().close();
    await bo.keyboard.press('Escape');
    await listed(bo, 'garden');
  });

  it('RE17 a room that is hidden stands below "1 hidden room", and is not bold', async () => {
    const choice = bo.getByRole('combobox', { name: 'Tell me about' });
    await choice.selectOption('Nothing, and hide it');
    const [, other] = tabs as [Page, Page];
    await other.getByText('1 hidden room').waitFor();
    expect(await bo.getByText('1 hidden room').count(), 'as long as it is open').to.equal(0);
    await bo.locator('#shared_rooms').getByText('All Talk').click();
    await bo.getByText('1 hidden room').waitFor();
    expect(await line(bo).isVisible()).to.equal(false);
    await send(ana, 'Who has the basket?');
    await bo.reload();
    await bo.getByText('1 hidden room').click();
    await listed(bo, 'garden');
    await findsNothing(bo);
    await line(bo).click();
    await message(bo, 'Who has the basket?').waitFor();
    expect(await choice.inputValue()).to.equal('invisible');
    await choice.selectOption('Mentions');
    for (const tab of tabs) await tab.getByText('1 hidden room').waitFor({ state: 'detached' });
  });

  it('AU1 after all this what is stored of reading is what the log says', async () => {
    const metric = async (name: string): Promise<number> => {
      const text = await (await fetch(`${hearth.url}/metrics`)).text();
      return Number(new RegExp(`^hearth_${name} (\\d+)$`, 'm').exec(text)?.[1]);
    };
    const rounds = await metric('audit_rounds');
    // One that ends from now on has looked at everything again since the one before.
    await until(
      () => metric('audit_rounds'),
      (now) => now > rounds,
      60_000,
    );
    expect(await metric('audit_rows')).to.be.above(0);
    expect(await metric('unread_drift_total')).to.equal(0);
  });
});

function line(page: Page): Locator {
  return page.locator('.room-line', { hasText: 'garden' });
}

/** Waits until the list says this of the garden, and nothing else. */
async function listed(page: Page, name: string): Promise<void> {
  const words = new RegExp(`^${name.replaceAll(', ', ' ?, ')}$`);
  await page.locator('#shared_rooms').getByRole('link', { name: words }).waitFor(SOON);
}

function weight(page: Page): Promise<number> {
  return line(page).evaluate((element) => Number(getComputedStyle(element).fontWeight));
}

/** What stands below the line that says what is new. */
async function belowLine(page: Page): Promise<string> {
  await page.locator('.new-line').getByText('New', { exact: true }).waitFor();
  return page.locator('.new-line + li').innerText();
}

async function noLine(page: Page): Promise<void> {
  await until(
    () => page.locator('.new-line').count(),
    (count) => count === 0,
  );
}

/** Lets a page take its window to have the focus, or to have lost it. */
async function look(page: Page, isLooking: boolean): Promise<void> {
  await page.evaluate((has) => {
    document.hasFocus = () => has;
    dispatchEvent(new Event(has ? 'focus' : 'blur'));
  }, isLooking);
}
