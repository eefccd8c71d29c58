import { expect } from 'chai';
import { ANA, codeOf, firstRun, startHearth, type Started } from '../../running.js';

describe('before each answer', () => {
  let started: Started;
  before(async () => {
    started = await startHearth();
  });
  after(() => started.close());

  it('HT11 every answer carries a policy that allows nothing inline and nothing from elsewhere', async () => {
    for (const path of ['/up', '/', '/nowhere', '/rooms/1/messages']) {
      const { headers } = await started.ask({ path, headers: { accept: 'text/html' } });
      const policy = String(headers['content-security-policy']);
      expect(policy).to.include("default-src 'self'");
      expect(policy).to.include("frame-ancestors 'none'");
      expect(policy).to.not.match(/unsafe|\*/);
      expect(headers['x-content-type-options']).to.equal('nosniff');
      expect(headers['referrer-policy']).to.equal('same-origin');
      expect(headers['cross-origin-opener-policy']).to.equal('same-origin');
      expect(headers['permissions-policy']).to.include('camera=()');
      expect(headers).to.not.have.property('strict-transport-security');
      expect(headers).to.not.have.property('x-powered-by');
    }
  });

  it('HT11 the policy names the own host for sockets, and no other text that a header holds', async () => {
    const { headers } = await started.ask({ path: '/up' });
    expect(headers['content-security-policy']).to.include(
      `connect-src 'self' ws://${started.host} wss://${started.host};`,
    );
    const strange = await started.ask({ path: '/up', headers: { host: "x 'unsafe-inline'" } });
    expect(strange.headers['content-security-policy']).to.include("connect-src 'self';");
  });

  it('HT12 what depends on who asks is kept by nobody', async () => {
    const { headers } = await started.ask({ path: '/session' });
    expect(headers['cache-control']).to.equal('no-store');
  });

  it('HT13 a request from another site changes nothing', async () => {
    const body = { user: ANA };
    const path = '/first_run';
    for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answered = await started.ask({ method: 'POST', path, headers, body });
      expect(answered.status).to.equal(403);
      expect(codeOf(answered)).to.equal('forbidden');
    }
    expect((await started.ask({ path: '/session' })).json).to.deep.equal({ status: 'first_run' });
    const own = { origin: `http://${started.host}`, 'sec-fetch-site': 'same-origin' };
    const answered = await started.ask({ method: 'POST', path, headers: own, body });
    expect(answered.status).to.equal(201);
  });

  it('HT14 a body above the limit is refused, and the next request works', async () => {
    const body = { user: { ...ANA, name: 'x'.repeat(70_000) } };
    const answered = await started.ask({ method: 'POST', path: '/first_run', body });
    expect(answered.status).to.equal(413);
    expect(codeOf(answered)).to.equal('limit_exceeded');
    expect((await started.ask({ path: '/up' })).status).to.equal(200);
  });

  it('HT14 a body that cannot be read is invalid, and the next request works', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of ['{"email', '[]', '"text"', '{"email_address":1,"password":"x"}', '']) {
      const answered = await started.ask({ method: 'POST', path: '/session', headers, body });
      expect(answered.status, body).to.equal(400);
      expect(codeOf(answered), body).to.equal('invalid_argument');
    }
    expect((await started.ask({ path: '/up' })).status).to.equal(200);
  });

  it('HT14 a refused body is named by its field and never repeated', async () => {
    const body = { email_address: 'ana@example.com', password: { secret: 'hunter2' } };
    const answered = await started.ask({ method: 'POST', path: '/session', body });
    expect(answered.text).to.include('password').and.not.include('hunter2');
  });

  it('HT15 what nothing answers is not_found, with its code', async () => {
    for (const asked of [{ path: '/nothing' }, { method: 'POST', path: '/up' }]) {
      const answered = await started.ask(asked);
      expect(answered.status).to.equal(404);
      expect(codeOf(answered)).to.equal('not_found');
    }
  });

  it('HT16 a defect is answered as internal, says nothing of itself, and is logged without secrets', async () => {
    const broken = await startHearth();
    const cookie = await firstRun(broken);
    broken.hearth.store.read = () => Promise.reject(new TypeError('inner detail'));
    const answered = await broken.ask({ path: '/rooms/1/messages', headers: { cookie } });
    expect(answered.status).to.equal(500);
    expect(codeOf(answered)).to.equal('internal');
    expect(answered.text).to.not.include('inner detail');
    const line = broken.lines.find((one) => one.includes('inner detail')) ?? '';
    expect(line).to.include('/rooms/:room_id/messages');
    expect(line).to.not.include(cookie.split('=')[1]);
    await broken.close();
  });
});
