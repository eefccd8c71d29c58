import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { sourcesGiven } from '../../hosts/simulator/commands/given.js';
import { readKeptPlans } from '../../hosts/simulator/commands/kept-plans.js';
import { failureOf } from '../../hosts/simulator/commands/report.js';
import { pageOf } from '../../hosts/simulator/report/page.js';
import { findsNothing } from './axe.js';
import { describeInBrowser, launchBrowser } from './chromium.js';

describeInBrowser('the page of a failure', () => {
  let folder: string;
  let url: string;
  let browser: Browser;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
    const kept = readKeptPlans().find(({ plan }) => plan.proves?.canary === 1);
    if (kept === undefined) throw new Error('no plan is kept of canary 1');
    const sources = sourcesGiven({ canary: '1', mutate: null });
    const failure = await failureOf(kept.plan, sources, `${kept.name} --canary 1`);
    if (failure === null) throw new Error('it passes');
    const path = join(folder, 'failure.html');
    writeFileSync(path, pageOf(failure));
    url = pathToFileURL(path).href;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page, and what it asked for and complained of. */
  async function open(): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
    const page = await browser.newPage();
    const [asked, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, asked, complaints };
  }

  it('SI59 axe finds nothing however it looks, and nothing is loaded', async () => {
    const { page, asked, complaints } = await open();
    await findsNothing(page);
    await page.getByRole('button', { name: 'Everything' }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).to.be.at.most(390);
    expect(asked.filter((address) => !address.startsWith('data:'))).to.deep.equal([url]);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it('SI59 the keyboard switches between what led to it and everything', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Everything' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#slice').isVisible()).to.equal(false);
    expect(await page.locator('#all').isVisible()).to.equal(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('#slice').isVisible()).to.equal(true);
    const pressed = page.getByRole('button', { name: 'What led to it', pressed: true });
    expect(await pressed.count()).to.equal(1);
    await page.close();
  });
});
