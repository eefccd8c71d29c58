import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';

import { ANA, composer, confirmedTexts, message, send, setUp, until } from './acts.js';
import { describeInBrowser, launchBrowser } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

/** More presses of Tab than any page needs to come to anything on it. */
const TABS_MAX = 40;

describeInBrowser('by keyboard alone', () => {
  let hearth: HearthProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    browser = await launchBrowser();
    const first = await (await browser.newContext()).newPage();
    await setUp(first, hearth.url, ANA);
    await first.getByRole('link', { name: 'New room' }).click();
    await first.getByRole('textbox', { name: 'Name this room' }).fill('garden');
    await first.getByRole('button', { name: 'Create room' }).click();
    await first.getByText('This is the start of garden.').waitFor();
    await first.context().close();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  });
  after(async () => {
    await browser.close();
    await hearth.remove();
  });

  it('UI11 one signs in', async () => {
    await page.goto(hearth.url);
    await page.locator('[name="email_address"]').waitFor();
    expect(await focused(page)).to.equal('email_address');
    await page.keyboard.type(ANA.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(ANA.password);
    await page.keyboard.press('Enter');
    await composer(page).waitFor();
  });

  it('UI11 one goes to another room, by its link and by Alt with an arrow', async () => {
    await tabTo(page, 'garden');
    await page.keyboard.press('Enter');
    await page.getByText('This is the start of garden.').waitFor();
    expect(await focused(page)).to.equal('Write a message');
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('This is the start of All Talk.').waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByText('This is the start of garden.').waitFor();
  });

  it('UI12 Enter sends, Shift with Enter is a new line, Control with Enter sends', async () => {
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('line more');
    await page.keyboard.press('Enter');
    await message(page, 'one').waitFor();
    await page.keyboard.type('two');
    await page.keyboard.press('Control+Enter');
    await message(page, 'two').waitFor();
    expect(await confirmedTexts(page)).to.deep.equal(['one\nline more', 'two']);
  });

  it('UI12 an Enter of an input method sends nothing', async () => {
    await page.keyboard.type('かんじ');
    await composer(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true });
    expect(await composer(page).inputValue()).to.equal('かんじ');
    await composer(page).fill('');
  });

  it('UI13 Up in the empty box edits my last message; Escape restores it', async () => {
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type(' and a half');
    await page.keyboard.press('Escape');
    expect(await confirmedTexts(page)).to.deep.equal(['one\nline more', 'two']);
    expect(await focused(page)).to.equal('Write a message');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type(' and a half');
    await page.keyboard.press('Enter');
    await message(page, 'two and a half').waitFor();
    await until(
      () => focused(page),
      (label) => label === 'Write a message',
    );
    await page.keyboard.type('draft');
    await page.keyboard.press('ArrowUp');
    expect(await page.getByRole('textbox', { name: 'Edit message' }).count()).to.equal(0);
    await composer(page).fill('');
  });

  it('UI14 the timeline is one stop of Tab; arrows move, E edits, Delete deletes', async () => {
    await send(page, 'three');
    await message(page, 'three').waitFor();
    await composer(page).focus();
    await page.keyboard.press('Shift+F6');
    expect(await focused(page)).to.contain('two and a half');
    await page.keyboard.press('End');
    expect(await focused(page)).to.contain('three');
    await page.keyboard.press('Home');
    expect(await focused(page)).to.contain('one');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).to.contain('two and a half');
    await page.keyboard.press('e');
    await until(
      () => focused(page),
      (label) => label === 'Edit message',
    );
    await page.keyboard.type('!');
    await page.keyboard.press('Enter');
    await message(page, 'two and a half!').waitFor();
    await until(
      () => focused(page),
      (label) => label === 'Write a message',
    );

    await page.keyboard.press('Shift+F6');
    await page.keyboard.press('Delete');
    await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).to.contain('two and a half!');
    await page.keyboard.press('Delete');
    await tabTo(page, 'Delete message');
    await page.keyboard.press('Enter');
    await until(
      () => confirmedTexts(page),
      (texts) => texts.length === 2,
    );
    await until(
      () => focused(page),
      (label) => label.includes('three'),
    );
  });

  it('UI14 Enter goes into a message and Escape comes back to it', async () => {
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.matches('.message a'))).to.equal(true);
    await page.keyboard.press('Escape');
    expect(await focused(page)).to.contain('three');
  });

  it('UI15 the first stop of Tab skips to the messages; the focus can be seen', async () => {
    await page.reload();
    await message(page, 'three').waitFor();
    await page.evaluate(() => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
    await page.keyboard.press('Tab');
    expect(await focused(page)).to.equal('Skip to the messages');
    expect(await page.getByRole('link', { name: 'Skip to the messages' }).isVisible()).to.equal(
      true,
    );
    for (let presses = 0; presses < TABS_MAX; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await focused(page)) === '') break;
      expect(await hasRing(page), await focused(page)).to.equal(true);
    }
  });
});

/** Name of what has the focus: its label, name or text. Empty for the page itself. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return '';
    return element.ariaLabel ?? element.getAttribute('name') ?? element.innerText;
  });
}

async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if ((await focused(page)).trim() === label) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${label}`);
}

function hasRing(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null) return false;
    const ringed = (candidate: Element | null): boolean => {
      if (candidate === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(candidate);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    return ringed(element) || ringed(element.closest('.composer-box'));
  });
}
