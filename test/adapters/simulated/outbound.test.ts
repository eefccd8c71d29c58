import { expect } from 'chai';
import {
  SimulatedOutbound,
  type ArrivedRequest,
  type FarAnswer,
  type OutboundFate,
} from '../../../adapters/simulated/outbound.js';
import type { OutboundRequest } from '../../../ports/outbound.js';
import {
  describeOutboundContract,
  type OutboundArrival,
  type OutboundBench,
  type OutboundReply,
} from '../../contracts/outbound.contract.js';
import { RunningTime } from './bench.js';

const NOWHERE: Readonly<Record<string, OutboundFate>> = {
  'nobody.test': { kind: 'failed', afterMs: 1, reason: 'unreachable' },
  'unknown.test': { kind: 'failed', afterMs: 1, reason: 'name_unknown' },
};
const STEADY: OutboundFate = { kind: 'passes', upMs: 2, downMs: 2 };

function bench(): Promise<OutboundBench> {
  const time = new RunningTime();
  const arrivals: OutboundArrival[] = [];
  let reply: (arrival: OutboundArrival) => OutboundReply = () => 'silent';
  const outbound = new SimulatedOutbound({
    timeline: time.timeline,
    fate: ({ url }) => NOWHERE[new URL(url).hostname] ?? STEADY,
    refusesHost: (hostname) => hostname === 'refused.test',
    answer: (request) => {
      const arrival = arrivalOf(request);
      arrivals.push(arrival);
      return farAnswer(reply(arrival));
    },
  });
  return Promise.resolve({
    outbound,
    serve: (next) => (reply = next),
    arrivals,
    origin: 'http://far.test',
    otherOrigin: 'http://other.test',
    refusedOrigin: 'http://refused.test',
    nobodysOrigin: 'http://nobody.test',
    unknownOrigin: 'http://unknown.test',
    tooMany: 300,
    close: () => {
      time.stop();
      return Promise.resolve();
    },
  });
}

function arrivalOf({ method, url, headers, body }: ArrivedRequest): OutboundArrival {
  return { method, url: url.replace(/#.*/, ''), headers, body: body ?? new Uint8Array(0) };
}

function farAnswer(reply: OutboundReply): FarAnswer {
  // To whoever waits for the whole answer, one that does not end is none.
  if (reply === 'drip') return 'silent';
  if (typeof reply === 'string') return reply;
  const entries = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...reply, headers: Object.fromEntries(entries) as Record<string, string> };
}

describe('simulated outbound HTTP', () => {
  describeOutboundContract({ describe, it, before, after }, bench);

  const request: OutboundRequest = {
    method: 'POST',
    url: 'https://far.test/hook',
    headers: {},
    body: null,
    limits: { answerBytesMax: 100, totalMs: 1_000, redirectsMax: 0 },
  };

  it('OH19 each hop has its fate: an answer that is lost was given, one that fails was not', async () => {
    const time = new RunningTime();
    const fates: OutboundFate[] = [
      { kind: 'lost', upMs: 1, downMs: 1 },
      { kind: 'failed', afterMs: 1, reason: 'tls' },
      { kind: 'passes', upMs: 2_000, downMs: 0 },
    ];
    let arrived = 0;
    const outbound = new SimulatedOutbound({
      timeline: time.timeline,
      fate: () => fates.shift() ?? STEADY,
      answer: () => {
        arrived += 1;
        return { status: 204, headers: {}, body: new Uint8Array(0) };
      },
    });
    const ends: [string, number][] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const result = await outbound.begin(request).result;
      ends.push([result.kind === 'answered' ? 'answered' : result.reason, arrived]);
    }
    time.stop();
    expect(ends).to.deep.equal([
      ['connection_lost', 1],
      ['tls', 1],
      ['timed_out', 1],
      ['answered', 2],
    ]);
    expect(outbound.running).to.equal(0);
  });
});
