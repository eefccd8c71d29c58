import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { PrometheusTelemetry } from '../../../../adapters/prometheus/telemetry.js';
import { enrol } from '../../../../hosts/cli/load/enrol.js';
import { namesOf } from '../../../../hosts/cli/load/run-load.js';
import { openVerbs } from '../../../../hosts/embed/open-verbs.js';
import { temporaryFolder } from '../../running.js';

describe('the people of a load', () => {
  it('LD9 are made before their server serves, each with a session, and one hash for all', async () => {
    const folder = await temporaryFolder();
    const names = namesOf(70);
    const tokens = await enrol(folder, names);
    expect(new Set(tokens).size).to.equal(names.length);
    const telemetry = new PrometheusTelemetry({
      format: 'json',
      level: 'error',
      write: () => undefined,
    });
    const { people, sessions, store } = await openVerbs(folder, {
      telemetry,
      whereMissing: 'refuse',
    });
    const callers = await Promise.all(tokens.map((token) => sessions.resume(token)));
    const listed = await people.list(null, 100);
    const known = new Map(listed.map(({ id, name }) => [id, name]));
    expect(callers.map((caller) => known.get(caller!.userId))).to.have.members([...names]);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
});
