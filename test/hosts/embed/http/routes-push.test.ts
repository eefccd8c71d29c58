import { expect } from 'chai';
import { UNCERTAIN_WAIT_MS } from '../../../../core/notifications/limits.js';
import type { ClientMessageId, RoomId, UserId } from '../../../../core/vocabulary/ids.js';
import type { MessageNotice } from '../../../../core/vocabulary/notices.js';
import { SETTLING_MS } from '../../../../core/vocabulary/presence.js';
import { FarEnd } from '../../../adapters/outbound/far-end.js';
import { webPushBench, type WebPushBench } from '../../../adapters/web-push/push-service.js';
import { BO, codeOf, cookieOf, firstRun, startHearth, type Started } from '../../running.js';

const PATH = '/users/me/push_subscriptions';
/** Nobody is told while it is not certain who is here; the rest is what a busy machine adds. */
const WAIT_MS_MAX = SETTLING_MS + UNCERTAIN_WAIT_MS + 30_000;

describe('/users/me/push_subscriptions', () => {
  let service: WebPushBench;
  let started: Started;
  let ana: string;
  let bo: string;

  before(async () => {
    service = await webPushBench();
    started = await startHearth({ push: service.push });
    ana = await firstRun(started);
    const code = await started.hearth.people.joinCode({ userId: 1 as UserId, sessionId: null });
    const path = `/join/${code.ok ? code.value : ''}`;
    bo = cookieOf(await started.ask({ method: 'POST', path, body: { user: BO } }));
  });

  after(async () => {
    await started.close();
    await service.close();
    await FarEnd.closeAll();
  });

  function body() {
    const { endpoint, p256dh, auth } = service.subscription;
    return { push_subscription: { endpoint, p256dh_key: p256dh, auth_key: auth } };
  }

  async function mention(name: string): Promise<void> {
    const clientMessageId = `about-${name}` as ClientMessageId;
    const text = `good morning @${name}`;
    const command = { name: 'post', roomId: 1 as RoomId, clientMessageId, body: text } as const;
    await started.hearth.messaging.post({ userId: 1 as UserId, sessionId: null }, command);
  }

  function heard(): readonly MessageNotice[] {
    return service.heard.map(
      ({ payload }) => JSON.parse(Buffer.from(payload).toString()) as MessageNotice,
    );
  }

  async function jobsDone(count: number): Promise<void> {
    const since = performance.now();
    for (let done = 0; done < count;) {
      expect(performance.now() - since, `${count} jobs done`).to.be.lessThan(WAIT_MS_MAX);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { text } = await started.ask({ path: '/metrics' });
      done = Number(/^hearth_jobs_done_total (\d+)/m.exec(text)?.[1] ?? 0);
    }
  }

  it('PU20 gives the key to whoever is signed in, and nothing to others', async () => {
    const { status, json } = await started.ask({ path: PATH, headers: { cookie: ana } });
    expect(status).to.equal(200);
    expect(json).to.deep.equal({ publicKey: service.push.publicKey });
    for (const method of ['GET', 'POST', 'DELETE']) {
      const given = method === 'GET' ? {} : { body: body() };
      expect((await started.ask({ method, path: PATH, ...given })).status).to.equal(401);
    }
  });

  it('PU20 takes what a browser says, as JSON or form fields, and refuses what it cannot have said', async () => {
    const headers = { cookie: bo };
    const asked = { method: 'POST', path: PATH, headers };
    expect((await started.ask({ ...asked, body: body() })).status).to.equal(204);
    const form = Object.entries(body().push_subscription)
      .map(([name, value]) => `push_subscription[${name}]=${encodeURIComponent(value)}`)
      .join('&');
    expect((await started.ask({ ...asked, body: form })).status).to.equal(204);
    for (const wrong of [
      {},
      { push_subscription: { ...body().push_subscription, auth_key: '1' } },
    ]) {
      const answered = await started.ask({ ...asked, body: wrong });
      expect(codeOf(answered)).to.equal('invalid_argument');
    }
  });

  it('PU20 takes nothing that comes from another site', async () => {
    const headers = { cookie: bo, origin: 'https://elsewhere.example' };
    for (const method of ['POST', 'DELETE']) {
      const answered = await started.ask({ method, path: PATH, headers, body: body() });
      expect(codeOf(answered)).to.equal('forbidden');
    }
  });

  it('PU21 a message comes to a push service encrypted for the browser, until it is told no more', async () => {
    await mention('Bo');
    // To decide, and to tell one browser.
    await jobsDone(2);
    expect(heard()).to.have.lengthOf(1);
    expect(heard()[0]).to.deep.include({
      kind: 'message',
      title: 'All Talk',
      body: 'Ana: good morning @Bo',
      badge: 1,
    });
    const asked = { method: 'DELETE', path: PATH, headers: { cookie: bo }, body: body() };
    expect((await started.ask(asked)).status).to.equal(204);
    expect((await started.ask(asked)).status).to.equal(204);
    await mention('bo');
    await jobsDone(3);
    expect(heard()).to.have.lengthOf(1);
  });

  it('PU21 what is told is counted, and nothing secret is said about it', async () => {
    const { text } = await started.ask({ path: '/metrics' });
    expect(text).to.match(/^hearth_pushes_accepted_total [1-9]/m);
    expect(text).to.match(/^hearth_jobs_done_total [1-9]/m);
    const lines = started.lines.join('\n');
    for (const secret of Object.values(body().push_subscription)) {
      expect(lines).to.not.contain(secret);
    }
  });
});

describe('keys for push services', () => {
  it('PU5 are drawn at the first start, stay the same, and stand in no log', async () => {
    const keys: (string | undefined)[] = [];
    const first = await startHearth();
    const { store } = first.hearth;
    const kept = await store.read((snapshot) => snapshot.pushKeys());
    keys.push(first.hearth.notifications.publicKey, kept?.publicKey);
    const second = await startHearth({ store });
    keys.push(second.hearth.notifications.publicKey);
    const said = [...first.lines, ...second.lines].join('\n');
    await second.close();
    await first.close();
    expect(new Set(keys).size).to.equal(1);
    expect(kept?.privateKey).to.have.lengthOf(43);
    expect(said).to.not.contain(kept?.privateKey);
  });
});
