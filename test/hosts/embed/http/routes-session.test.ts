import { expect } from 'chai';
import { ANA, BO, codeOf, cookieOf, firstRun, startHearth, type Started } from '../../running.js';

describe('coming in and going out', () => {
  let started: Started;
  beforeEach(async () => {
    started = await startHearth();
  });
  afterEach(() => started.close());

  it('HT5 GET /session says what there is to do: set up, sign in, or nothing', async () => {
    expect((await started.ask({ path: '/session' })).json).to.deep.equal({ status: 'first_run' });
    const cookie = await firstRun(started);
    expect((await started.ask({ path: '/session' })).json).to.deep.equal({
      status: 'signed_out',
      account: { name: 'Hearth' },
    });
    const signedIn = (await started.ask({ path: '/session', headers: { cookie } })).json;
    expect(signedIn).to.deep.include({ status: 'signed_in', account: { name: 'Hearth' } });
    expect(signedIn).to.have.nested.property('person.name', 'Ana');
    expect(signedIn)
      .to.have.property('joinPath')
      .that.matches(/^\/join\/.{14}$/);
  });

  it('HT5 the first run happens once', async () => {
    await firstRun(started);
    const again = await started.ask({ method: 'POST', path: '/first_run', body: { user: BO } });
    expect(again.status).to.equal(409);
    expect(codeOf(again)).to.equal('conflict');
    expect(again.headers).to.not.have.property('set-cookie');
  });

  it('HT5 bodies may be JSON or form fields', async () => {
    await firstRun(started);
    const form = 'email_address=ana%40example.com&password=a+long+secret';
    const answered = await started.ask({ method: 'POST', path: '/session', body: form });
    expect(answered.status).to.equal(201);
    expect(answered.json).to.have.property('status', 'signed_in');
  });

  it('HT5 a join link lets somebody in, a wrong one nobody', async () => {
    const cookie = await firstRun(started);
    const { json } = await started.ask({ path: '/session', headers: { cookie } });
    const { joinPath } = json as { joinPath: string };
    const form = new URLSearchParams(
      Object.entries(BO).map(([name, value]) => [`user[${name}]`, value]),
    ).toString();
    const joined = await started.ask({ method: 'POST', path: joinPath, body: form });
    expect(joined.status).to.equal(201);
    expect(joined.json).to.have.nested.property('person.role', 'member');
    const wrong = await started.ask({
      method: 'POST',
      path: '/join/aaaa-bbbb-cccc',
      body: { user: { ...BO, email_address: 'x@example.com' } },
    });
    expect(wrong.status).to.equal(404);
  });

  it('HT6 the cookie is out of reach of scripts and other sites, and lasts', async () => {
    const answered = await started.ask({ method: 'POST', path: '/first_run', body: { user: ANA } });
    const [cookie = ''] = answered.headers['set-cookie'] ?? [];
    expect(cookie).to.match(/^session_token=[\w-]{40,}; Expires=.* GMT; /);
    expect(cookie).to.match(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(Date.parse(/Expires=([^;]*)/.exec(cookie)?.[1] ?? '')).to.be.above(
      Date.now() + 89 * 86_400_000,
    );
    expect(answered.text).to.not.include(cookieOf(answered).split('=')[1]);
  });

  it('HT6 over TLS the cookie travels over TLS only, and the browser is told to stay there', async () => {
    const secure = await startHearth({ http: { trustProxy: true } });
    const headers = { 'x-forwarded-proto': 'https' };
    const path = '/first_run';
    const answered = await secure.ask({ method: 'POST', path, headers, body: { user: ANA } });
    expect(answered.headers['set-cookie']?.[0]).to.match(/; Secure$/);
    expect(answered.headers['strict-transport-security']).to.match(/^max-age=\d{8}$/);
    await secure.close();
  });

  it('HT6 asking for the session sends the cookie again, for its end has moved', async () => {
    const cookie = await firstRun(started);
    const answered = await started.ask({ path: '/session', headers: { cookie } });
    expect(cookieOf(answered)).to.equal(cookie);
    const stranger = await started.ask({
      path: '/session',
      headers: { cookie: 'session_token=x' },
    });
    expect(stranger.headers).to.not.have.property('set-cookie');
  });

  it('HT7 a wrong password and an unknown address get the same answer', async () => {
    await firstRun(started);
    const answers = await Promise.all(
      [
        { ...ANA, password: 'not the secret' },
        { ...ANA, email_address: 'nobody@example.com' },
      ].map((body) => started.ask({ method: 'POST', path: '/session', body })),
    );
    for (const answered of answers) {
      expect(answered.status).to.equal(401);
      expect(answered.text).to.equal(answers[0]?.text);
    }
  });

  it('HT7 after ten failures of an address the answer is to wait, and for how long', async () => {
    await firstRun(started);
    const body = { email_address: 'nobody@example.com', password: 'guessing along' };
    for (let n = 0; n < 10; n += 1) await started.ask({ method: 'POST', path: '/session', body });
    const limited = await started.ask({ method: 'POST', path: '/session', body: ANA });
    expect(limited.status).to.equal(429);
    expect(codeOf(limited)).to.equal('rate_limited');
    expect(Number(limited.headers['retry-after'])).to.be.within(1, 180);
  });

  it('HT8 signing out ends the session and takes the cookie, and may be repeated', async () => {
    const cookie = await firstRun(started);
    for (let n = 0; n < 2; n += 1) {
      const answered = await started.ask({
        method: 'DELETE',
        path: '/session',
        headers: { cookie },
      });
      expect(answered.status).to.equal(204);
      expect(answered.headers['set-cookie']?.[0]).to.match(/^session_token=; Max-Age=0; Path=\//);
    }
    const after = await started.ask({ path: '/session', headers: { cookie } });
    expect(after.json).to.have.property('status', 'signed_out');
  });

  it('HT8 a session is carried by a cookie or as a bearer token', async () => {
    const token = (await firstRun(started)).split('=')[1] ?? '';
    const headers = { authorization: `Bearer ${token}` };
    const answered = await started.ask({ path: '/rooms/1/messages', headers });
    expect(answered.status).to.equal(200);
  });
});
