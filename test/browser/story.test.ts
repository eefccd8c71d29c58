import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';

import {
  ANA,
  BO,
  confirmedTexts,
  edit,
  inviteLink,
  joinBy,
  message,
  remove,
  send,
  setUp,
  until,
} from './acts.js';
import { describeInBrowser, launchProfile } from './chromium.js';
import { HearthProcess } from './hearth-process.js';

/** Messages that each of the two writes around the crash. */
const BURST = 8;

describeInBrowser('two people in two browsers', () => {
  let hearth: HearthProcess;
  let profiles: readonly Awaited<ReturnType<typeof launchProfile>>[];
  let ana: Page;
  let bo: Page;

  before(async () => {
    hearth = await HearthProcess.start();
    profiles = [await launchProfile(), await launchProfile()];
    [ana, bo] = (await Promise.all(profiles.map(({ context }) => firstPage(context)))) as [
      Page,
      Page,
    ];
  });
  after(async () => {
    await Promise.all(profiles.map((profile) => profile.close()));
    await hearth.remove();
  });

  it('UI1 the first person sets Hearth up and can write in the first room', async () => {
    await setUp(ana, hearth.url, ANA);
    expect(new URL(ana.url()).pathname).to.match(/^\/rooms\/\d+$/);
    expect(await ana.locator('#nav').innerText()).to.contain('All Talk');
    expect(await ana.locator('#shared_rooms').innerText()).to.contain('All Talk');
    const focused = await ana.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(focused).to.equal('Write a message');
  });

  it('UI2 the first room offers the invite link; who opens it is in the same room', async () => {
    const link = await inviteLink(ana);
    expect(link).to.match(new RegExp(`^${hearth.url}/join/.+`));
    await joinBy(bo, link, BO);
    expect(await bo.locator('#nav').innerText()).to.contain('All Talk');
  });

  it('UI3 what one says the other reads, in the same order, once', async () => {
    await send(ana, 'Morning. Did the valve arrive?');
    await message(bo, 'Did the valve arrive?').waitFor();
    await send(bo, 'It did.');
    await message(ana, 'It did.').waitFor();
    await bothShow(['Morning. Did the valve arrive?', 'It did.']);
  });

  it('UI4 an edit is seen by the other, marked as edited', async () => {
    await edit(ana, 'Did the valve arrive?', 'Good morning. Did the valve arrive?');
    await message(bo, 'Good morning.').getByText('(edited)').waitFor();
    await bothShow(['Good morning. Did the valve arrive?', 'It did.']);
  });

  it('UI5 a deleted message goes from both, after a question', async () => {
    await send(bo, 'This was for someone else.');
    await message(ana, 'for someone else').waitFor();
    await remove(bo, 'for someone else');
    await bothShow(['Good morning. Did the valve arrive?', 'It did.']);
  });

  it('UI6 a new room appears in the list of the other without a reload', async () => {
    await ana.getByRole('link', { name: 'New room' }).click();
    await ana.getByRole('textbox', { name: 'Name this room' }).fill('garden');
    await ana.getByRole('button', { name: 'Create room' }).click();
    await bo.locator('#shared_rooms').getByText('garden').waitFor();
    await ana.getByText('This is the start of garden.').waitFor();
    await ana.locator('#shared_rooms').getByText('All Talk').click();
    await message(ana, 'It did.').waitFor();
  });

  it('UI7 a reload shows the same room and the same messages', async () => {
    const room = ana.url();
    await Promise.all([ana.reload(), bo.reload()]);
    await bothShow(['Good morning. Did the valve arrive?', 'It did.']);
    expect(ana.url()).to.equal(room);
    await ana.goto(hearth.url);
    await ana.waitForURL(room);
    await bothShow(['Good morning. Did the valve arrive?', 'It did.']);
  });

  it('UI8 a server killed while messages are on their way loses and doubles nothing', async () => {
    const written: string[] = [];
    const write = async (page: Page, who: string): Promise<void> => {
      for (let n = 1; n <= BURST; n += 1) {
        written.push(`${who} ${n}`);
        await send(page, `${who} ${n}`);
      }
    };
    const writing = Promise.all([write(ana, 'ana'), write(bo, 'bo')]);
    await until(
      () => confirmedTexts(ana),
      (texts) => texts.includes('ana 2'),
    );
    await hearth.kill();
    await writing;
    await hearth.start();
    const count = 2 + 2 * BURST;
    const seenByAna = await until(
      () => confirmedTexts(ana),
      ({ length }) => length >= count,
      60_000,
    );
    const seenByBo = await until(
      () => confirmedTexts(bo),
      ({ length }) => length >= count,
      60_000,
    );
    expect(seenByAna).to.have.length(count);
    expect(seenByBo).to.deep.equal(seenByAna);
    expect(seenByAna.slice(2)).to.have.members(written);
    expect(seenByAna.filter((text) => text.startsWith('ana'))).to.deep.equal(ownOrder('ana'));
    expect(seenByAna.filter((text) => text.startsWith('bo'))).to.deep.equal(ownOrder('bo'));
    await Promise.all([ana.reload(), bo.reload()]);
    await until(
      () => confirmedTexts(ana),
      ({ length }) => length >= count,
    );
    await until(
      () => confirmedTexts(bo),
      ({ length }) => length >= count,
    );
    expect(await confirmedTexts(ana)).to.deep.equal(seenByAna);
    expect(await confirmedTexts(bo)).to.deep.equal(seenByAna);
  });

  async function bothShow(texts: readonly string[]): Promise<void> {
    const same = (shown: readonly string[]): boolean =>
      JSON.stringify(shown) === JSON.stringify(texts);
    await until(() => confirmedTexts(ana), same);
    await until(() => confirmedTexts(bo), same);
  }
});

function ownOrder(who: string): readonly string[] {
  return Array.from({ length: BURST }, (_, index) => `${who} ${index + 1}`);
}

async function firstPage(context: BrowserContext): Promise<Page> {
  return context.pages()[0] ?? (await context.newPage());
}
