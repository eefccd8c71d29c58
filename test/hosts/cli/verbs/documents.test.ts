import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ERRORS } from '../../../../core/vocabulary/errors.js';
import { openApi } from '../../../../hosts/embed/http/openapi.js';
import { hearth } from '../../command.js';
import { startHearth, temporaryFolder } from '../../running.js';

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>
    >
  >;
}

describe('documents', () => {
  it('CM15 the committed documents are those of the schemas', async () => {
    const { code, stdout } = await hearth(['documents', '--check']);
    expect(stdout).to.equal('asyncapi.json: current\nopenapi.json: current\n');
    expect(code).to.equal(0);
  });

  it('CM15 a stale document is found, and written anew on demand', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'openapi.json'), '{}');
    const stale = await hearth(['documents', '--check', '--folder', folder, '--json']);
    expect(stale.code).to.equal(4);
    expect(stale.stdout).to.include('{"document":"openapi.json","state":"stale"}');
    expect((await hearth(['documents', '--folder', folder])).code).to.equal(0);
    expect((await hearth(['documents', '--check', '--folder', folder])).code).to.equal(0);
    await rm(folder, { recursive: true });
  });

  it('CM16 the HTTP document names every route with every status that it answers', async () => {
    const started = await startHearth();
    const { paths } = openApi() as Document;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        const asked = { method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, '1') };
        const { status } = await started.ask(asked);
        expect(Object.keys(responses), `${method} ${path}`).to.include(String(status));
      }
    }
    const described = JSON.stringify(paths).matchAll(/"description":"([a-z_, ]+)"/g);
    const codes = [...described].flatMap(([, list = '']) => list.split(', '));
    for (const code of codes) expect(Object.keys(ERRORS)).to.include(code);
    await started.close();
  });
});
