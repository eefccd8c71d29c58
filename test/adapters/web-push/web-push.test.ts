import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../../adapters/system/clock.js';
import { generateVapidKeys } from '../../../adapters/web-push/vapid.js';
import { verdictOn } from '../../../adapters/web-push/verdict.js';
import { WebPush } from '../../../adapters/web-push/web-push.js';
import type { PushMessage, PushResult } from '../../../ports/push.js';
import { describePushContract } from '../../contracts/push.contract.js';
import { loopbackOutbound, TableResolver, WatchedConnect } from '../outbound/bench.js';
import { FarEnd } from '../outbound/far-end.js';
import { BrowserKeys } from './browser-keys.js';
import { subscriptionOf, webPushBench } from './push-service.js';

const MESSAGE: PushMessage = {
  payload: Buffer.from('{"title":"Hearth"}'),
  ttlSeconds: 60,
  urgency: 'normal',
  topic: null,
};
const SUBJECT = 'mailto:hearth@example.test';
const DAY_S = 86_400;

describe('Web Push', () => {
  afterEach(() => FarEnd.closeAll());

  describePushContract({ describe, it, before, after }, webPushBench);

  describe('what is sent', () => {
    it('WP5 the keys of a browser read the example of RFC 8291', () => {
      const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
      const keys = new BrowserKeys(
        bytes('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
        bytes('BTBZMqHH6r4Tts7J_aSIgg'),
      );
      const body = bytes(
        'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml' +
          'mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT' +
          'pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
      );
      const said = 'When I grow up, I want to be a watermelon';
      expect(Buffer.from(keys.decrypt(body)).toString()).to.equal(said);
    });

    it('WP5 one message twice has two secrets, and nobody else reads it', async () => {
      const { push, subscription, service, browser } = await webPushBench();
      await push.deliver(subscription, MESSAGE);
      await push.deliver(subscription, MESSAGE);
      const bodies = service.arrivals.map(({ body }) => Buffer.from(body));
      const [salts, senders] = [
        bodies.map((body) => body.subarray(0, 16).toString('hex')),
        bodies.map((body) => body.subarray(21, 86).toString('hex')),
      ];
      expect(new Set(salts).size).to.equal(2);
      expect(new Set(senders).size).to.equal(2);
      for (const body of bodies) {
        expect(body.includes('Hearth')).to.be.false;
        expect(Buffer.from(browser.decrypt(body))).to.deep.equal(MESSAGE.payload);
        expect(() => new BrowserKeys().decrypt(body)).to.throw();
      }
      expect(service.arrivals[0]?.headers['content-encoding']).to.equal('aes128gcm');
      expect(service.arrivals[0]?.method).to.equal('POST');
      expect(service.arrivals[0]?.url).to.equal(subscription.endpoint);
    });

    it('WP6 it is signed for the origin of the service, for a day at most', async () => {
      const { push, subscription, service, vapid } = await webPushBench();
      await push.deliver(subscription, MESSAGE);
      const authorization = service.arrivals[0]?.headers['authorization'] ?? '';
      const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
      expect(key).to.equal(vapid.publicKey);
      expect(push.publicKey).to.equal(vapid.publicKey);
      const [head = '', claims = '', signature = ''] = token.split('.');
      const isSigned = (text: string): boolean =>
        verify(
          'sha256',
          Buffer.from(text),
          { key: publicKeyOf(vapid.publicKey), dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        );
      expect(isSigned(`${head}.${claims}`)).to.be.true;
      expect(isSigned(`${head}.${claims}x`)).to.be.false;
      expect(parsed(head)).to.include({ alg: 'ES256' });
      const { aud, sub, exp } = parsed(claims);
      expect(aud).to.equal(service.origin);
      expect(sub).to.equal(SUBJECT);
      const now = Date.now() / 1_000;
      expect(exp).to.be.within(now + 60, now + DAY_S);
    });
  });

  it('WP3 a key that is no point of the curve is rejected for good', async () => {
    const { push, subscription, service } = await webPushBench();
    const p256dh = `BA${'A'.repeat(85)}`;
    const result = await push.deliver({ ...subscription, p256dh }, MESSAGE);
    expect(result).to.deep.equal({ kind: 'rejected', reason: 'subscription', retryable: false });
    expect(service.connections).to.equal(0);
  });

  it('WP7 an endpoint inside is rejected for good, and no connection made', async () => {
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const names = { 'push.test': [['10.0.0.1']] };
    const resolver = new TableResolver(names);
    const outbound = loopbackOutbound({ resolver, connect: watched });
    const vapid = { ...generateVapidKeys(), subject: SUBJECT };
    const push = new WebPush({ outbound, clock: systemClock, vapid });
    const { p256dh, auth } = new BrowserKeys();
    for (const host of ['push.test', '169.254.169.254', '[::1]', '0xa.1', 'push.test:22']) {
      const result = await push.deliver({ endpoint: `https://${host}/x`, p256dh, auth }, MESSAGE);
      const expected = { kind: 'rejected', reason: 'refused', retryable: false };
      expect(result, host).to.deep.equal(expected);
    }
    expect(connect.asked).to.deep.equal([]);
  });

  it('WP7 a redirect of the service is not followed', async () => {
    const { push, subscription, service } = await webPushBench();
    const headers = { location: '/elsewhere' };
    service.reply = () => ({ status: 307, headers, body: new Uint8Array(0) });
    const result = await push.deliver(subscription, MESSAGE);
    expect(result).to.deep.equal({ kind: 'rejected', reason: 'refused', retryable: false });
    expect(service.arrivals).to.have.lengthOf(1);
  });

  it('WP8 each status has its meaning', () => {
    const kinds: Readonly<Record<string, readonly number[]>> = {
      accepted: [200, 201, 202, 204],
      gone: [404, 410],
      'unauthorized for good': [401, 403],
      'payload_too_large for good': [413],
      'service for good': [304, 400, 405, 415],
      'limited for now': [429],
      'service for now': [408, 425, 500, 502, 503, 504],
    };
    for (const [kind, statuses] of Object.entries(kinds)) {
      for (const status of statuses) {
        expect(nameOf(verdictOn(answer(status), 0)), `${status}`).to.equal(kind);
      }
    }
    const large = verdictOn({ kind: 'failed', reason: 'too_large', hop: 0 }, 0);
    expect(nameOf(large)).to.equal('service for good');
  });

  const waits: readonly (readonly [string | null, number | null])[] = [
    [null, null],
    ['0', 0],
    ['120', 120_000],
    ['999999999', 86_400_000],
    ['Thu, 01 Jan 1970 00:01:40 GMT', 90_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['soon', null],
    ['-5', null],
  ];
  for (const [text, waitMs] of waits) {
    it(`WP8 Retry-After ${text ?? 'not given'} is a wait of ${waitMs ?? 'no'} ms`, () => {
      const headers = text === null ? {} : { 'retry-after': text };
      const result = verdictOn(answer(503, headers), 10_000);
      const reason = 'service';
      const expected = { kind: 'rejected', reason, retryable: true, retryAfterMs: waitMs };
      expect(result).to.deep.equal(expected);
    });
  }

  it('WP9 the library is loaded by the first push', () => {
    const entry = join(import.meta.dirname, '../../../adapters/web-push/index.js');
    const script = `
      import { createRequire } from 'node:module';
      import { WebPush, generateVapidKeys } from ${JSON.stringify(entry)};
      const loaded = () => Object.keys(createRequire(import.meta.url).cache)
        .some((file) => file.includes('/web-push/src/'));
      const vapid = { ...generateVapidKeys(), subject: 'mailto:a@example.test' };
      const result = Promise.resolve({ kind: 'failed', reason: 'busy', hop: 0 });
      const outbound = { begin: () => ({ result, abort: () => {} }) };
      const push = new WebPush({ outbound, clock: { now: () => 0 }, vapid });
      const before = loaded();
      const subscription = { endpoint: 'https://push.test/', p256dh: vapid.publicKey,
        auth: 'A'.repeat(22) };
      const message = { payload: new Uint8Array(1), ttlSeconds: 1, urgency: 'low', topic: null };
      const { reason } = await push.deliver(subscription, message);
      console.log(before, loaded(), reason);`;
    const flags = ['--input-type=module', '--eval', script];
    const output = execFileSync(process.execPath, flags, { encoding: 'utf8' });
    expect(output.trim()).to.equal('false true unreachable');
  });

  describe('keys of the server', () => {
    it('WP10 are a pair of the right lengths, another one each time', () => {
      const pairs = Array.from({ length: 300 }, generateVapidKeys);
      for (const { publicKey, privateKey } of pairs) {
        expect(Buffer.from(publicKey, 'base64url')).to.have.lengthOf(65);
        expect(Buffer.from(privateKey, 'base64url')).to.have.lengthOf(32);
      }
      expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).to.equal(300);
    });

    it('WP10 that are no pair, or come without an address of the operator, stop the start', () => {
      const good = { ...generateVapidKeys(), subject: SUBJECT };
      const outbound = loopbackOutbound();
      const clock = systemClock;
      const start = (change: Partial<typeof good>) => () =>
        new WebPush({ outbound, clock, vapid: { ...good, ...change } });
      expect(start({})).to.not.throw();
      expect(start({ subject: 'https://example.test/contact' })).to.not.throw();
      for (const subject of ['', 'me', 'http://example.test', 'mailto:', 'mailto:a b@c']) {
        expect(start({ subject }), subject).to.throw('subject');
      }
      const { privateKey } = generateVapidKeys();
      const zero = Buffer.alloc(32).toString('base64url');
      for (const wrong of ['', 'AAAA', zero, privateKey]) {
        expect(start({ privateKey: wrong }), wrong).to.throw('pair');
      }
    });
  });

  it('WP11 a message beyond what the port allows is a programmer error', async () => {
    const { push, service, browser } = await webPushBench();
    const subscription = subscriptionOf(browser, service);
    const wrong: readonly Partial<PushMessage>[] = [
      { ttlSeconds: -1 },
      { ttlSeconds: 0.5 },
      { ttlSeconds: 28 * DAY_S + 1 },
      { topic: '' },
      { topic: 'a b' },
      { topic: 'a'.repeat(33) },
    ];
    for (const change of wrong) {
      const thrown: unknown = await push
        .deliver(subscription, { ...MESSAGE, ...change })
        .catch((error: unknown) => error);
      expect(thrown, JSON.stringify(change)).to.be.instanceOf(Error);
    }
    expect(service.connections).to.equal(0);
  });
});

function answer(status: number, headers: Readonly<Record<string, string>> = {}) {
  return { kind: 'answered', status, headers, body: new Uint8Array(0), url: '' } as const;
}

function nameOf(result: PushResult): string {
  if (result.kind !== 'rejected') return result.kind;
  return `${result.reason} ${result.retryable ? 'for now' : 'for good'}`;
}

function parsed(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

function publicKeyOf(point: string) {
  const bytes = Buffer.from(point, 'base64url');
  const coordinate = (from: number): string =>
    bytes.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}
