import assert from 'node:assert/strict';
import type {
  Outbound,
  OutboundAnswer,
  OutboundLimits,
  OutboundRequest,
  OutboundResult,
} from '../../ports/outbound.js';
import type { ContractHarness } from './harness.js';
import { onBench } from './on-bench.js';

/** A request as it arrived at the far end. Header names are in lower case. */
export interface OutboundArrival {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * What the far end does. `silent`: nothing, for ever. `cut`: it ends the connection. `drip`: it
 * answers byte by byte, without end.
 */
export type OutboundReply =
  Pick<OutboundAnswer, 'status' | 'headers' | 'body'> | 'silent' | 'cut' | 'drip';

/** A way out, and far ends that do as they are told. */
export interface OutboundBench {
  readonly outbound: Outbound;
  /** What the far ends do from now on. */
  serve(reply: (arrival: OutboundArrival) => OutboundReply): void;
  /** Requests that arrived so far. */
  readonly arrivals: readonly OutboundArrival[];
  /** Two origins of far ends, without a slash at the end. */
  readonly origin: string;
  readonly otherOrigin: string;
  /** The address rule refuses this one. */
  readonly refusedOrigin: string;
  /** Nobody listens here. */
  readonly nobodysOrigin: string;
  /** No such name. */
  readonly unknownOrigin: string;
  /** More exchanges with one host than may run and wait. */
  readonly tooMany: number;
  close(): Promise<void>;
}

const LIMITS: OutboundLimits = { answerBytesMax: 1_000, totalMs: 5_000, redirectsMax: 3 };
/** Long enough for a far end to begin, short enough for a test. */
const SHORT_MS = 150;
const NOTHING = new Uint8Array(0);

/** What every Outbound has to do. @param setup - makes a bench of its own for each test. */
export function describeOutboundContract(
  { describe, it }: ContractHarness,
  setup: () => Promise<OutboundBench>,
): void {
  const on = onBench(setup);

  describe('Outbound', () => {
    it(
      'OH1 a request arrives as it is, and its answer comes back as it is',
      on(async (bench) => {
        const body = Uint8Array.from([0, 255, 13, 10, 128]);
        bench.serve(() => ({ status: 200, headers: { 'X-Far': 'yes' }, body }));
        const headers = { 'Content-Type': 'application/x-test', 'x-near': 'it is' };
        const url = `${bench.origin}/a/b?c=d%20e#not-sent`;
        const result = await send(bench, { method: 'POST', url, headers, body });
        const arrival = bench.arrivals[0];
        assert.equal(arrival?.method, 'POST');
        assert.equal(arrival.url, `${bench.origin}/a/b?c=d%20e`);
        assert.equal(arrival.headers['content-type'], 'application/x-test');
        assert.equal(arrival.headers['x-near'], 'it is');
        assert.deepEqual([...arrival.body], [...body]);
        const answer = answered(result);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['x-far'], 'yes');
        assert.deepEqual([...answer.body], [...body]);
        assert.equal(answer.url, arrival.url);
      }),
    );

    it(
      'OH1 an answer of any status is an answer',
      on(async (bench) => {
        for (const status of [201, 204, 304, 404, 500]) {
          bench.serve(() => ({ status, headers: {}, body: NOTHING }));
          assert.equal(answered(await send(bench)).status, status);
        }
        bench.serve(() => ({ status: 302, headers: {}, body: NOTHING }));
        assert.equal(answered(await send(bench)).status, 302);
      }),
    );

    const redirects = [
      { status: 301, method: 'GET', length: 0 },
      { status: 302, method: 'GET', length: 0 },
      { status: 303, method: 'GET', length: 0 },
      { status: 307, method: 'POST', length: 3 },
      { status: 308, method: 'POST', length: 3 },
    ];
    for (const { status, method, length } of redirects) {
      it(
        `OH2 a POST that is answered with ${status} is a ${method} where it is sent to`,
        on(async (bench) => {
          bench.serve(redirectingOnce(status, '../next?x=1'));
          const body = Uint8Array.from([1, 2, 3]);
          const headers = { 'content-type': 'text/plain' };
          const url = `${bench.origin}/a/first`;
          const answer = answered(await send(bench, { method: 'POST', url, headers, body }));
          assert.equal(answer.url, `${bench.origin}/next?x=1`);
          const second = bench.arrivals[1];
          assert.equal(second?.method, method);
          assert.equal(second.body.length, length);
          assert.equal(second.headers['content-type'], length > 0 ? 'text/plain' : undefined);
          assert.equal(bench.arrivals.length, 2);
        }),
      );
    }

    it(
      'OH2 one redirect more than may be is refused and not followed',
      on(async (bench) => {
        bench.serve(({ url }) => redirect(302, `${url}1`));
        const result = await send(bench, { limits: { ...LIMITS, redirectsMax: 2 } });
        assert.deepEqual(result, { kind: 'refused', reason: 'redirects', hop: 3 });
        assert.equal(bench.arrivals.length, 3);
        const none = await send(bench, { limits: { ...LIMITS, redirectsMax: 0 } });
        assert.deepEqual(none, { kind: 'refused', reason: 'redirects', hop: 1 });
      }),
    );

    it(
      'OH3 credentials go along to the same origin and to no other',
      on(async (bench) => {
        const headers = { Authorization: 'secret', cookie: 'a=b', 'x-plain': 'stays' };
        bench.serve(redirectingOnce(307, '/again'));
        answered(await send(bench, { headers }));
        assert.equal(bench.arrivals[1]?.headers['authorization'], 'secret');
        bench.serve(({ url }) =>
          url.startsWith(bench.origin) ? redirect(307, `${bench.otherOrigin}/`) : EMPTY,
        );
        answered(await send(bench, { headers }));
        const last = bench.arrivals[3];
        assert.ok(last !== undefined && last.url.startsWith(bench.otherOrigin));
        assert.equal(last.headers['authorization'], undefined);
        assert.equal(last.headers['cookie'], undefined);
        assert.equal(last.headers['x-plain'], 'stays');
      }),
    );

    const malformed = [
      { reason: 'url', urlOf: () => 'not a url' },
      { reason: 'scheme', urlOf: () => 'file:///etc/passwd' },
      { reason: 'scheme', urlOf: () => 'ftp://example.test/' },
      { reason: 'credentials', urlOf: (origin: string) => origin.replace('//', '//me:pw@') },
      { reason: 'credentials', urlOf: (origin: string) => origin.replace('//', '//me@') },
    ];
    for (const { reason, urlOf } of malformed) {
      it(
        `OH4 ${urlOf('http://host')} is refused for its ${reason}, at first and in a redirect`,
        on(async (bench) => {
          const url = urlOf(bench.origin);
          const result = await send(bench, { url });
          assert.deepEqual(result, { kind: 'refused', reason, hop: 0 });
          assert.equal(bench.arrivals.length, 0);
          // What is no URL of its own is a place at the same origin.
          if (reason === 'url') return;
          bench.serve(() => redirect(302, url));
          const redirected = await send(bench);
          assert.deepEqual(redirected, { kind: 'refused', reason, hop: 1 });
          assert.equal(bench.arrivals.length, 1);
        }),
      );
    }

    it(
      'OH5 nothing is sent to an address that the rule refuses, at first or by a redirect',
      on(async (bench) => {
        const url = `${bench.refusedOrigin}/secret`;
        const result = await send(bench, { url });
        assert.deepEqual(result, { kind: 'refused', reason: 'address', hop: 0 });
        assert.equal(bench.arrivals.length, 0);
        bench.serve(() => redirect(307, url));
        const redirected = await send(bench);
        assert.deepEqual(redirected, { kind: 'refused', reason: 'address', hop: 1 });
        assert.equal(bench.arrivals.length, 1);
      }),
    );

    it(
      'OH6 an answer may be as large as its limit and not a byte larger',
      on(async (bench) => {
        const limits = { ...LIMITS, answerBytesMax: 500 };
        bench.serve(() => ({ status: 200, headers: {}, body: new Uint8Array(500) }));
        assert.equal(answered(await send(bench, { limits })).body.length, 500);
        bench.serve(() => ({ status: 200, headers: {}, body: new Uint8Array(501) }));
        const result = await send(bench, { limits });
        assert.deepEqual(result, { kind: 'failed', reason: 'too_large', hop: 0 });
      }),
    );

    for (const reply of ['silent', 'drip'] as const) {
      it(
        `OH7 a far end that is ${reply} is given up when the time of the exchange is over`,
        on(async (bench) => {
          bench.serve(() => reply);
          const limits = { ...LIMITS, totalMs: SHORT_MS };
          const result = await send(bench, { limits });
          assert.deepEqual(result, { kind: 'failed', reason: 'timed_out', hop: 0 });
          bench.serve(redirectingOnce(302, '/on', reply));
          const second = await send(bench, { limits });
          assert.ok(second.kind === 'failed' && second.reason === 'timed_out');
        }),
      );
    }

    it(
      'OH8 an exchange that is aborted ends at once, one that has ended stays as it is',
      on(async (bench) => {
        bench.serve(() => 'silent');
        const { result, abort } = bench.outbound.begin(requestOf(bench, {}));
        abort();
        abort();
        assert.deepEqual(await result, { kind: 'failed', reason: 'aborted', hop: 0 });
        bench.serve(() => EMPTY);
        const over = bench.outbound.begin(requestOf(bench, {}));
        const first = await over.result;
        over.abort();
        assert.equal(answered(first).status, 200);
        assert.equal(await over.result, first);
      }),
    );

    it(
      'OH9 what may be expected to fail is a result with its reason',
      on(async (bench) => {
        const failure = async (change: Partial<OutboundRequest>) => {
          const result = await send(bench, change);
          return result.kind === 'failed' ? result.reason : result.kind;
        };
        assert.equal(await failure({ url: `${bench.nobodysOrigin}/` }), 'unreachable');
        assert.equal(await failure({ url: `${bench.unknownOrigin}/` }), 'name_unknown');
        bench.serve(() => 'cut');
        assert.equal(await failure({}), 'connection_lost');
      }),
    );

    it(
      'OH10 when too many wait the next are busy, and those that were taken are answered',
      on(async (bench) => {
        bench.serve(() => EMPTY);
        const limits = { ...LIMITS, totalMs: 60_000 };
        const results = await Promise.all(
          Array.from({ length: bench.tooMany }, () => send(bench, { limits })),
        );
        const busy = results.filter((result) => result.kind === 'failed');
        assert.ok(busy.length > 0 && busy.length < results.length);
        for (const result of busy) assert.equal(result.reason, 'busy');
        assert.equal(bench.arrivals.length, results.length - busy.length);
        assert.equal(answered(await send(bench)).status, 200);
      }),
    );
  });
}

const EMPTY: OutboundReply = { status: 200, headers: {}, body: NOTHING };

function redirect(status: number, location: string): OutboundReply {
  return { status, headers: { location }, body: NOTHING };
}

/** Sends the first request elsewhere and does something else with the others. */
function redirectingOnce(
  status: number,
  location: string,
  then: OutboundReply = EMPTY,
): () => OutboundReply {
  let isFirst = true;
  return () => {
    if (!isFirst) return then;
    isFirst = false;
    return redirect(status, location);
  };
}

function requestOf(bench: OutboundBench, change: Partial<OutboundRequest>): OutboundRequest {
  const url = `${bench.origin}/`;
  return { method: 'GET', url, headers: {}, body: null, limits: LIMITS, ...change };
}

function send(
  bench: OutboundBench,
  change: Partial<OutboundRequest> = {},
): Promise<OutboundResult> {
  return bench.outbound.begin(requestOf(bench, change)).result;
}

function answered(result: OutboundResult): OutboundAnswer {
  assert.equal(result.kind, 'answered', JSON.stringify(result));
  return result;
}
