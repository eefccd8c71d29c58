import type { BrowserContext, Page } from 'playwright-core';

import type { MessageId, RoomId, UserId } from '../../core/vocabulary/ids.js';
import type { MessageNotice, Notice } from '../../core/vocabulary/notices.js';

/** What a headless browser has no service for, as it is in a page. */
interface Pretended {
  permission: NotificationPermission;
  /** What the person says when they are asked. */
  says: NotificationPermission;
}

declare global {
  interface Window {
    pretended: Pretended;
  }
}

const ENDPOINT = 'https://push.test/browser';

/**
 * Stands in for the person's permission and for the browser's push service, which a headless one
 * has not: pages subscribe at an address of ours.
 */
export async function pretendPush(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    ({ endpoint, p256dh, auth }) => {
      const kept = (name: string): string | null => sessionStorage.getItem(`pretended.${name}`);
      const keep = (name: string, value: string): void =>
        sessionStorage.setItem(`pretended.${name}`, value);
      window.pretended = {
        get permission() {
          return (kept('permission') ?? 'default') as NotificationPermission;
        },
        set permission(value) {
          keep('permission', value);
        },
        get says() {
          return (kept('says') ?? 'granted') as NotificationPermission;
        },
        set says(value) {
          keep('says', value);
        },
      };
      Object.defineProperty(Notification, 'permission', {
        get: () => window.pretended.permission,
      });
      Notification.requestPermission = () => {
        window.pretended.permission = window.pretended.says;
        return Promise.resolve(window.pretended.permission);
      };
      const subscription = {
        endpoint,
        toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
        unsubscribe: () => {
          keep('subscribed', 'no');
          return Promise.resolve(true);
        },
      };
      PushManager.prototype.subscribe = () => {
        keep('subscribed', 'yes');
        return Promise.resolve(subscription as unknown as PushSubscription);
      };
      PushManager.prototype.getSubscription = () =>
        Promise.resolve(
          kept('subscribed') === 'yes' ? (subscription as unknown as PushSubscription) : null,
        );
    },
    { endpoint: ENDPOINT, p256dh: `BA${'b'.repeat(85)}`, auth: 'a'.repeat(22) },
  );
}

/** The browser's own way of telling its service worker something. */
export class PushesToPage {
  readonly #page: Page;
  readonly #deliver: (data: string) => Promise<void>;

  constructor(page: Page, deliver: (data: string) => Promise<void>) {
    this.#page = page;
    this.#deliver = deliver;
  }

  static async to(page: Page): Promise<PushesToPage> {
    const cdp = await page.context().newCDPSession(page);
    const known = new Promise<string>((resolve) => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first !== undefined) resolve(first.registrationId);
      });
    });
    await cdp.send('ServiceWorker.enable');
    const registrationId = await known;
    const origin = new URL(page.url()).origin;
    return new PushesToPage(page, async (data) => {
      await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    });
  }

  async push(notice: Notice): Promise<void> {
    await this.#deliver(JSON.stringify(notice));
  }

  /** What the browser shows now: title, text and what stands with it. */
  shown(): Promise<readonly { title: string; body: string; tag: string; data: unknown }[]> {
    return this.#page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const shown = (await registration?.getNotifications()) ?? [];
      return shown.map(({ title, body, tag, data }) => ({
        title,
        body,
        tag,
        data: data as unknown,
      }));
    });
  }
}

/** What the server would push to Bo, the second person, of a message of the first room. */
export async function noticeToBo(page: Page, messageId: number): Promise<MessageNotice> {
  const found = await page.evaluate(async (id) => {
    const answer = await fetch(`/rooms/1/messages?around=${String(id)}`);
    const { page: read } = (await answer.json()) as {
      page: { messages: { id: number; seq: number; body: string }[] };
    };
    return read.messages.find((one) => one.id === id) ?? { seq: 0, body: '' };
  }, messageId);
  return {
    kind: 'message',
    userId: 2 as UserId,
    roomId: 1 as RoomId,
    messageId: messageId as MessageId,
    seq: found.seq,
    title: 'All Talk',
    body: `Ana: ${found.body}`,
    badge: 1,
  };
}
