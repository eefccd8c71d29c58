import type { Locator, Page } from 'playwright-core';

/** What people do on the page, by the names that scripts and hands rely on. */

export const ANA = { name: 'Ana', email: 'ana@example.org', password: 'a long password' };
export const BO = { name: 'Bo', email: 'bo@example.org', password: 'another password' };

export type Someone = typeof ANA;

export async function setUp(page: Page, url: string, someone: Someone): Promise<void> {
  await page.goto(url);
  await page.waitForURL('**/first_run');
  await fillPerson(page, someone);
  await page.getByRole('button', { name: 'Set up Hearth' }).click();
  await composer(page).waitFor();
}

export async function joinBy(page: Page, link: string, someone: Someone): Promise<void> {
  await page.goto(link);
  await fillPerson(page, someone);
  await page.getByRole('button', { name: 'Join' }).click();
  await composer(page).waitFor();
}

export async function signIn(page: Page, url: string, someone: Someone): Promise<void> {
  await page.goto(`${url}/session/new`);
  await page.locator('[name="email_address"]').fill(someone.email);
  await page.locator('[name="password"]').fill(someone.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await composer(page).waitFor();
}

async function fillPerson(page: Page, someone: Someone): Promise<void> {
  await page.locator('[name="user[name]"]').fill(someone.name);
  await page.locator('[name="user[email_address]"]').fill(someone.email);
  await page.locator('[name="user[password]"]').fill(someone.password);
}

export function inviteLink(page: Page): Promise<string> {
  return page.locator('#invite_url').inputValue();
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Write a message' });
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send Message' }).click();
}

/** Every message that the page shows, in order, confirmed or not. */
export async function shownTexts(page: Page): Promise<readonly string[]> {
  return texts(page, '.messages .message .message-text');
}

/** The confirmed messages that the page shows, in order. */
export async function confirmedTexts(page: Page): Promise<readonly string[]> {
  return texts(page, '.messages .message[data-message-id] .message-text');
}

async function texts(page: Page, selector: string): Promise<readonly string[]> {
  const all = await page.locator(selector).allTextContents();
  return all.map((text) => text.replace(/ \(edited\)$/, ''));
}

/** A confirmed message by its text. */
export function message(page: Page, text: string): Locator {
  return page.locator('.message[data-message-id]', { hasText: text });
}

export async function edit(page: Page, from: string, to: string): Promise<void> {
  await message(page, from).hover();
  await message(page, from).getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Edit message' }).fill(to);
  await page.getByRole('button', { name: 'Save changes' }).click();
}

export async function remove(page: Page, text: string): Promise<void> {
  await message(page, text).hover();
  await message(page, text).getByRole('button', { name: 'Delete message' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete message' }).click();
}

/** Waits until a question about the page has the answer that is wanted. */
export async function until<Value>(
  ask: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  waitMs = 20_000,
): Promise<Value> {
  const end = Date.now() + waitMs;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${waitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
