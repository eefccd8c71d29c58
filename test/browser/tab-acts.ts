import type { AppTab } from './tab-set.js';

/** Writes texts in a tab as a person does, by its box and its button, with a pause after each. */
export function writeAll(tab: AppTab, texts: readonly string[], pauseMs: number): Promise<void> {
  return tab.page.evaluate(
    async (it) => {
      const pause = (ms: number): Promise<void> =>
        new Promise((resolve) => {
          setTimeout(resolve, ms);
        });
      const box = document.querySelector<HTMLTextAreaElement>('.composer textarea');
      const button = document.querySelector<HTMLButtonElement>('.send-button');
      const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
      for (const text of it.texts) {
        value?.set?.call(box, text);
        box?.dispatchEvent(new Event('input', { bubbles: true }));
        await pause(0);
        button?.click();
        await pause(it.pauseMs);
      }
    },
    { texts, pauseMs },
  );
}

/** What a tab shows, in order, and how much of it still waits. */
export function shownIn(tab: AppTab): Promise<{
  readonly texts: readonly string[];
  readonly waiting: number;
}> {
  return tab.page.evaluate(() => {
    const rows = [...document.querySelectorAll('.messages .message')];
    return {
      texts: rows.map((row) => row.querySelector('.message-text')?.textContent ?? ''),
      waiting: rows.filter((row) => row.hasAttribute('data-pending')).length,
    };
  });
}

/** The unsent messages that the device keeps, of all tabs. */
export function keptTexts(witness: AppTab): Promise<readonly string[]> {
  return witness.page.evaluate(async () => {
    const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('the device does not answer'));
      });
    const database = await done(indexedDB.open('hearth'));
    const entries = database.transaction('entries').objectStore('entries').getAll();
    const kept = (await done(entries)) as readonly { readonly body: string }[];
    database.close();
    return kept.map(({ body }) => body);
  });
}

/** Every message of a room as the server has it, oldest first. Asked by a tab. */
export function storedTexts(tab: AppTab): Promise<readonly string[]> {
  return tab.page.evaluate(async () => {
    const texts: string[] = [];
    for (let before = ''; ;) {
      const answer = await fetch(`${location.pathname}/messages${before}`);
      const { page } = (await answer.json()) as {
        readonly page: {
          readonly messages: readonly { readonly id: number; readonly body: string }[];
          readonly olderExist: boolean;
        };
      };
      texts.unshift(...page.messages.map(({ body }) => body));
      before = `?before=${page.messages[0]?.id ?? 0}`;
      if (!page.olderExist) return texts;
    }
  });
}

/** Connections that the server has, by its own count. */
export async function connectionsAt(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = /^hearth_delivery_connections (\d+)$/m.exec(text);
  if (found === null) throw new Error('the server does not say how many connections it has');
  return Number(found[1]);
}
