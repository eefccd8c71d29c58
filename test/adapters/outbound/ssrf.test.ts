import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HttpOutbound } from '../../../adapters/outbound/http-outbound.js';
import { isPublicAddress, shortestForm } from '../../../adapters/outbound/address-rule.js';
import { systemClock } from '../../../adapters/system/clock.js';
import type { OutboundResult } from '../../../ports/outbound.js';
import { loopbackOutbound, TableResolver, WatchedConnect } from './bench.js';
import { FarEnd } from './far-end.js';

type Names = Readonly<Record<string, readonly string[]>>;

interface Corpus {
  readonly refused: readonly {
    readonly url: string;
    readonly why: string;
    readonly reason: string;
    readonly names?: Names;
  }[];
  readonly allowed: readonly {
    readonly url: string;
    readonly connects: string;
    readonly names?: Names;
  }[];
}

const ROOT = join(import.meta.dirname, '../../../..');
const corpus = JSON.parse(readFileSync(join(ROOT, 'fixtures/ssrf.json'), 'utf8')) as Corpus;
const LIMITS = { answerBytesMax: 1_000, totalMs: 5_000, redirectsMax: 5 };

function resolverOf(names: Names = {}): TableResolver {
  return new TableResolver(
    Object.fromEntries(Object.entries(names).map(([name, addresses]) => [name, [addresses]])),
  );
}

function get(outbound: HttpOutbound, url: string): Promise<OutboundResult> {
  const request = { method: 'GET' as const, url, headers: {}, body: null, limits: LIMITS };
  return outbound.begin(request).result;
}

/** Whether it leads, in a redirect too, away from the far end, which is 127.0.0.1. */
function isElsewhere({ url, names = {} }: Corpus['refused'][number]): boolean {
  // A header carries no other text.
  if (!URL.canParse(url) || /[^\x20-\x7e]/.test(url)) return false;
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const addresses = [hostname, ...Object.values(names).flat()];
  return !addresses.map(shortestForm).includes('127.0.0.1');
}

/** The rule as it is, on connections that go nowhere. */
function strict(names?: Names): { outbound: HttpOutbound; connect: WatchedConnect } {
  const connect = new WatchedConnect();
  const resolver = resolverOf(names);
  const { connect: watched } = connect;
  return {
    outbound: new HttpOutbound({ clock: systemClock, resolver, connect: watched }),
    connect,
  };
}

describe('requests that others would have us make', () => {
  afterEach(() => FarEnd.closeAll());

  for (const { url, why, reason, names } of corpus.refused) {
    it(`OH11 ${JSON.stringify(url)} is refused (${why}), and no connection made`, async () => {
      const { outbound, connect } = strict(names);
      const result = await get(outbound, url);
      expect(result).to.deep.equal({ kind: 'refused', reason, hop: 0 });
      expect(connect.asked).to.deep.equal([]);
    });
  }

  for (const { url, connects, names } of corpus.allowed) {
    it(`OH11 ${JSON.stringify(url)} is a place to ask, at ${connects}`, async () => {
      const { outbound, connect } = strict(names);
      const result = await get(outbound, url);
      expect(result).to.deep.equal({ kind: 'failed', reason: 'unreachable', hop: 0 });
      expect(connect.asked[0]).to.equal(connects);
    });
  }

  it('OH11 whatever is refused at first is refused in a redirect', async () => {
    const far = await FarEnd.start();
    const isAddressAllowed = (address: string): boolean =>
      address === '127.0.0.1' || isPublicAddress(address);
    const judged = corpus.refused.filter(isElsewhere);
    expect(judged.length).to.be.above(100);
    for (const { url, reason, names } of judged) {
      const connect = new WatchedConnect();
      const resolver = resolverOf(names);
      const { connect: watched } = connect;
      const outbound = loopbackOutbound({ resolver, isAddressAllowed, connect: watched });
      far.reply = () => ({ status: 302, headers: { location: url }, body: new Uint8Array(0) });
      const result = await get(outbound, `${far.origin}/`);
      expect(result, url).to.deep.equal({ kind: 'refused', reason, hop: 1 });
      expect(connect.asked, url).to.deep.equal([`127.0.0.1 ${far.port}`]);
    }
  });

  it('OH11 the last of a chain of redirects is checked like the first', async () => {
    const far = await FarEnd.start();
    const step = (url: string): number => Number(/\/(\d+)$/.exec(url)?.[1] ?? 0);
    far.reply = ({ url }) => {
      const next = step(url) + 1;
      const location = next > 3 ? 'http://169.254.169.254/latest/' : `/${next}`;
      return { status: 302, headers: { location }, body: new Uint8Array(0) };
    };
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const outbound = loopbackOutbound({ connect: watched });
    const result = await get(outbound, `${far.origin}/`);
    expect(result).to.deep.equal({ kind: 'refused', reason: 'address', hop: 4 });
    expect(new Set(connect.asked)).to.deep.equal(new Set([`127.0.0.1 ${far.port}`]));
  });

  it('OH12 a name that has another address the second time is asked for once a hop', async () => {
    const far = await FarEnd.start({ hostname: 'far.test' });
    const inside = await FarEnd.start({ hostname: 'far.test', address: '127.0.0.2' });
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const names = { 'far.test': [['127.0.0.1'], ['127.0.0.2']] };
    const resolver = new TableResolver(names);
    const outbound = loopbackOutbound({ resolver, connect: watched });
    const first = await get(outbound, `${far.origin}/`);
    expect(first.kind).to.equal('answered');
    expect(resolver.asked).to.deep.equal(['far.test']);
    expect(connect.asked).to.deep.equal([`127.0.0.1 ${far.port}`]);
    expect(far.arrivals[0]?.headers['host']).to.equal(`far.test:${far.port}`);

    // The second time it is checked again, and refused.
    const second = await get(outbound, `${inside.origin}/`);
    expect(second).to.deep.equal({ kind: 'refused', reason: 'address', hop: 0 });
    expect(inside.connections).to.equal(0);
  });

  it('OH12 a redirect to the same name asks for it anew, and goes where that is checked', async () => {
    const far = await FarEnd.start({ hostname: 'far.test' });
    far.reply = () => ({ status: 302, headers: { location: '/again' }, body: new Uint8Array(0) });
    const names = { 'far.test': [['127.0.0.1'], ['169.254.169.254']] };
    const resolver = new TableResolver(names);
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const outbound = loopbackOutbound({ resolver, connect: watched });
    const result = await get(outbound, `${far.origin}/`);
    expect(result).to.deep.equal({ kind: 'refused', reason: 'address', hop: 1 });
    expect(connect.asked).to.deep.equal([`127.0.0.1 ${far.port}`]);
  });
});
