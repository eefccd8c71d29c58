import { expect } from 'chai';
import { codeOf, startHearth, type Started } from '../../running.js';

describe('/up and /metrics', () => {
  let started: Started;
  before(async () => {
    started = await startHearth();
  });
  after(() => started.close());

  it('HT2 /up answers ok while the store answers', async () => {
    const { status, json } = await started.ask({ path: '/up' });
    expect(status).to.equal(200);
    expect(json).to.deep.equal({ status: 'ok' });
  });

  it('HT2 /up answers a code once the store does not', async () => {
    const other = await startHearth();
    await other.hearth.store.close();
    const answered = await other.ask({ path: '/up' });
    expect(answered.status).to.equal(503);
    expect(codeOf(answered)).to.be.oneOf(['busy', 'unavailable']);
    await other.close();
  });

  it('HT3 /metrics holds a gauge for each bound of store and delivery', async () => {
    const { status, text, headers } = await started.ask({ path: '/metrics' });
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/plain/);
    for (const name of ['store_queued_units_max', 'delivery_connections', 'store_wal_bytes']) {
      expect(text).to.match(new RegExp(`^hearth_${name} \\d`, 'm'));
    }
  });

  it('HT3 /metrics answers this machine alone, and nobody who came through a proxy', async () => {
    const answered = await started.ask({
      path: '/metrics',
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
    expect(answered.status).to.equal(403);
    expect(codeOf(answered)).to.equal('forbidden');
  });

  it('HT3 with a token, /metrics answers who has it and nobody else', async () => {
    const guarded = await startHearth({ http: { metricsToken: 'long enough' } });
    const without = await guarded.ask({ path: '/metrics' });
    expect(without.status).to.equal(403);
    const headers = { authorization: 'Bearer long enough', 'x-forwarded-for': '192.0.2.1' };
    expect((await guarded.ask({ path: '/metrics', headers })).status).to.equal(200);
    await guarded.close();
  });
});
