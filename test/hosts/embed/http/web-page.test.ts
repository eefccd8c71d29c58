import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { codeOf, startHearth, temporaryFolder, type Started } from '../../running.js';

const PAGE = '<!doctype html><title>Hearth</title>';

describe('the web page', () => {
  let started: Started;
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), PAGE);
    await writeFile(join(folder, 'assets', 'main-a1b2c3.js'), 'export {};');
    await writeFile(join(folder, 'service-worker.js'), 'self;');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    await writeFile(join(folder, '.secret'), 'hidden');
    started = await startHearth({ http: { webFolder: folder } });
  });
  after(async () => {
    await started.close();
    await rm(folder, { recursive: true });
  });

  it('HT20 every path of the page gives the page, which is asked for each time', async () => {
    const paths = [
      '/',
      '/first_run',
      '/session/new',
      '/join/abcd-efgh-ijkl',
      '/rooms/1',
      '/rooms/1/@7',
      '/rooms/opens/new',
      '/users/me/profile',
      '/account/edit',
    ];
    for (const path of paths) {
      const { status, text, headers } = await started.ask({ path });
      expect(status, path).to.equal(200);
      expect(text, path).to.equal(PAGE);
      expect(headers['cache-control'], path).to.equal('no-cache');
      expect(headers['content-type'], path).to.equal('text/html; charset=utf-8');
    }
  });

  it('HT20 another path that a browser asks for is the page with 404, to a program a code', async () => {
    const headers = { accept: 'text/html,*/*' };
    const seen = await started.ask({ path: '/rooms/nowhere', headers });
    expect(seen.status).to.equal(404);
    expect(seen.text).to.equal(PAGE);
    const asked = await started.ask({ path: '/rooms/nowhere' });
    expect(asked.status).to.equal(404);
    expect(codeOf(asked)).to.equal('not_found');
  });

  it('SV8 the service worker is asked for each time, and has the headers of every answer', async () => {
    const { status, headers } = await started.ask({ path: '/service-worker.js' });
    expect(status).to.equal(200);
    expect(headers['cache-control']).to.equal('no-cache');
    expect(headers['content-type']).to.match(/^(?:text|application)\/javascript/);
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers['content-security-policy']).to.contain("script-src 'self'");
  });

  it('HT21 an asset is named for its content and kept for ever; other files for an hour', async () => {
    const asset = await started.ask({ path: '/assets/main-a1b2c3.js' });
    expect(asset.status).to.equal(200);
    expect(asset.headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    expect(asset.headers['x-content-type-options']).to.equal('nosniff');
    const icon = await started.ask({ path: '/favicon.svg' });
    expect(icon.headers['cache-control']).to.equal('public, max-age=3600');
    expect(icon.headers['content-type']).to.equal('image/svg+xml');
  });

  it('HT21 an unchanged file is not sent again', async () => {
    const first = await started.ask({ path: '/assets/main-a1b2c3.js' });
    const headers = { 'if-none-match': String(first.headers.etag) };
    const again = await started.ask({ path: '/assets/main-a1b2c3.js', headers });
    expect(again.status).to.equal(304);
    expect(again.text).to.equal('');
  });

  it('HT21 HEAD answers as GET, without a body', async () => {
    const { status, text, headers } = await started.ask({ method: 'HEAD', path: '/' });
    expect(status).to.equal(200);
    expect(text).to.equal('');
    expect(headers['content-length']).to.equal(String(PAGE.length));
  });

  it('HT22 nothing outside the folder and nothing hidden is given', async () => {
    for (const path of [
      '/.secret',
      '/../package.json',
      '/assets/../.secret',
      '/assets/%2e%2e/.secret',
    ]) {
      const { text } = await started.ask({ path });
      expect(text, path).to.not.include('hidden').and.not.include('hearth-chat');
    }
  });

  it('HT23 a page that has not been built says so, and how to build it', async () => {
    const bare = await startHearth();
    const { status, text } = await bare.ask({ path: '/' });
    expect(status).to.equal(503);
    expect(text).to.include('npm run build');
    expect((await bare.ask({ path: '/up' })).status).to.equal(200);
    await bare.close();
  });
});
