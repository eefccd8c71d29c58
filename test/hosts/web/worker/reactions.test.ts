import { expect } from 'chai';
import type { MessageNotice, NoticeWithdrawal } from '../../../../core/vocabulary/notices.js';
import type { MessageId, RoomId, UserId } from '../../../../core/vocabulary/ids.js';
import {
  onPressed,
  onPush,
  type NoticeOptions,
  type Surroundings,
} from '../../../../hosts/web/worker/reactions.js';

const NOTICE: MessageNotice = {
  kind: 'message',
  userId: 2 as UserId,
  roomId: 3 as RoomId,
  messageId: 5 as MessageId,
  seq: 7,
  title: 'Garden',
  body: 'Ana: come and see',
  badge: 4,
};
const WITHDRAWAL: NoticeWithdrawal = {
  kind: 'withdrawal',
  userId: 2 as UserId,
  roomId: 3 as RoomId,
  upTo: 7,
  messageId: null,
  badge: 0,
};

interface FakePage {
  readonly name: string;
  readonly focused: boolean;
  readonly visibilityState: string;
}

/** A browser as its worker sees it. */
function browser(parts: { person?: number | null; pages?: readonly FakePage[] } = {}) {
  const { person = 2, pages = [] } = parts;
  const shown: (NoticeOptions & { readonly title: string })[] = [];
  const did: string[] = [];
  const around: Surroundings = {
    show: (title, options) => {
      const at = shown.findIndex(({ tag }) => tag === options.tag);
      shown.splice(at === -1 ? shown.length : at, at === -1 ? 0 : 1, { title, ...options });
      return Promise.resolve();
    },
    shown: (wanted) =>
      Promise.resolve(
        shown
          .filter(({ tag }) => tag === wanted)
          .map((one) => ({ data: one.data, close: () => shown.splice(shown.indexOf(one), 1) })),
      ),
    pages: () =>
      Promise.resolve(
        pages.map(({ name, ...page }) => ({
          ...page,
          focus: () => Promise.resolve(did.push(`focus ${name}`)),
          postMessage: (message: unknown) => did.push(`${name} ${JSON.stringify(message)}`),
        })),
      ),
    openPage: (path) => Promise.resolve(did.push(`open ${path}`)),
    setBadge: (count) => Promise.resolve(void did.push(`badge ${count}`)),
    person: () => Promise.resolve(person),
  };
  const push = (notice: object): Promise<void> => onPush(around, JSON.stringify(notice));
  return { around, shown, did, push };
}

describe('the service worker', () => {
  it('SV1 shows a message with its room, who says what, and the badge', async () => {
    const { shown, did, push } = browser();
    await push(NOTICE);
    expect(shown).to.deep.equal([
      {
        title: 'Garden',
        body: 'Ana: come and see',
        tag: 'room-3',
        renotify: true,
        icon: '/apple-touch-icon.png',
        data: { roomId: 3, messageId: 5, seq: 7 },
      },
    ]);
    expect(did).to.deep.equal(['badge 4']);
  });

  it('SV2 a newer message of a room replaces the one before, a repeated one rings no more, a late one says nothing', async () => {
    const { shown, push } = browser();
    await push(NOTICE);
    await push({ ...NOTICE, messageId: 6, seq: 9, body: 'Ana: later' });
    await push({ ...NOTICE, roomId: 4, body: 'elsewhere' });
    expect(shown.map(({ body }) => body)).to.deep.equal(['Ana: later', 'elsewhere']);
    await push({ ...NOTICE, messageId: 6, seq: 9, body: 'Ana: later' });
    expect(shown.map(({ renotify }) => renotify)).to.deep.equal([false, true]);
    await push(NOTICE);
    expect(shown[0]?.body).to.equal('Ana: later');
  });

  it('SV3 takes away what was read or deleted, and nothing newer', async () => {
    const { shown, did, push } = browser();
    await push(NOTICE);
    await push({ ...WITHDRAWAL, upTo: 6 });
    await push({ ...WITHDRAWAL, upTo: 0, messageId: 6 });
    await push({ ...WITHDRAWAL, roomId: 4 });
    expect(shown).to.have.lengthOf(1);
    await push(WITHDRAWAL);
    expect(shown).to.deep.equal([]);
    expect(did.at(-1)).to.equal('badge 0');
    await push(NOTICE);
    await push({ ...WITHDRAWAL, upTo: 0, messageId: 5 });
    expect(shown).to.deep.equal([]);
  });

  it('SV4 drops what is for somebody who does not use the browser any more, and what it does not know', async () => {
    for (const person of [null, 9]) {
      const { shown, did, push } = browser({ person });
      await push(NOTICE);
      expect([shown, did]).to.deep.equal([[], []]);
    }
    const { around, shown, did, push } = browser();
    await push({ kind: 'of tomorrow', userId: 2 });
    for (const text of ['', 'null', '{']) await onPush(around, text);
    expect([shown, did]).to.deep.equal([[], []]);
  });

  it('SV5 a press leads to the message in the page that has the focus, else in view, else any, else a new one', async () => {
    const page = (name: string, focused: boolean, visibilityState = 'hidden'): FakePage => ({
      name,
      focused,
      visibilityState,
    });
    const path = '/rooms/3/@5';
    const cases: readonly (readonly [readonly FakePage[], string | null])[] = [
      [[page('a', false), page('b', false, 'visible'), page('c', true, 'visible')], 'c'],
      [[page('a', false), page('b', false, 'visible')], 'b'],
      [[page('a', false)], 'a'],
      [[], null],
    ];
    for (const [pages, led] of cases) {
      const { around, did } = browser({ pages });
      await onPressed(around, { roomId: 3, messageId: 5, seq: 7 });
      expect(did).to.deep.equal(
        led === null
          ? [`open ${path}`]
          : [`${led} ${JSON.stringify({ kind: 'open', path })}`, `focus ${led}`],
      );
    }
  });
});
