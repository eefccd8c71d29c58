import { Socket } from 'node:net';
import { connectDirectly, type Connect } from '../../../adapters/outbound/connect.js';
import {
  EXCHANGES_PER_HOST_MAX,
  EXCHANGES_WAITING_MAX,
  HttpOutbound,
  type HttpOutboundOptions,
} from '../../../adapters/outbound/http-outbound.js';
import type { Resolver } from '../../../adapters/outbound/resolver.js';
import { systemClock } from '../../../adapters/system/clock.js';
import type { OutboundArrival, OutboundBench } from '../../contracts/outbound.contract.js';
import { FarEnd } from './far-end.js';

/** Names of a test, and how often each was asked for. Another one does not exist. */
export class TableResolver implements Resolver {
  readonly asked: string[] = [];
  readonly #answers: Readonly<Record<string, readonly (readonly string[])[]>>;

  /** @param answers - of each name: what is said at first, then, and from then on. */
  constructor(answers: Readonly<Record<string, readonly (readonly string[])[]>>) {
    this.#answers = answers;
  }

  resolve(name: string): Promise<readonly string[]> {
    const times = this.asked.filter((asked) => asked === name).length;
    this.asked.push(name);
    const answers = this.#answers[name] ?? [];
    return Promise.resolve(answers[Math.min(times, answers.length - 1)] ?? []);
  }
}

/** Connections as they were asked for. To the loopback they are made; no other leaves a test. */
export class WatchedConnect {
  readonly asked: string[] = [];

  readonly connect: Connect = (address, port) => {
    this.asked.push(`${address} ${port}`);
    if (address.startsWith('127.')) return connectDirectly(address, port);
    return new Socket().destroy(new Error('it does not leave the test'));
  };
}

/** An HttpOutbound to the loopback: 127.0.0.1 alone is allowed, and the names of the table. */
export function loopbackOutbound(options: Partial<HttpOutboundOptions> = {}): HttpOutbound {
  return new HttpOutbound({
    clock: systemClock,
    resolver: new TableResolver({}),
    isAddressAllowed: (address) => address === '127.0.0.1',
    ...options,
  });
}

export async function httpOutboundBench(): Promise<OutboundBench> {
  const arrivals: OutboundArrival[] = [];
  const far = await FarEnd.start({ hostname: 'far.test', arrivals });
  const other = await FarEnd.start({ hostname: 'other.test', arrivals });
  const refused = await FarEnd.start({ hostname: 'refused.test', address: '127.0.0.2', arrivals });
  const gone = await FarEnd.start({ hostname: 'far.test' });
  const nobodysOrigin = gone.origin;
  await gone.close();
  const ends = [far, other, refused];
  const outbound = loopbackOutbound({
    resolver: new TableResolver({
      'far.test': [['127.0.0.1']],
      'other.test': [['127.0.0.1']],
      'refused.test': [['127.0.0.2']],
    }),
  });
  return {
    outbound,
    serve: (reply) => {
      for (const end of ends) end.reply = reply;
    },
    arrivals,
    origin: far.origin,
    otherOrigin: other.origin,
    refusedOrigin: refused.origin,
    nobodysOrigin,
    unknownOrigin: 'http://unknown.test',
    tooMany: EXCHANGES_PER_HOST_MAX + EXCHANGES_WAITING_MAX + 10,
    close: async () => {
      outbound.close();
      for (const end of ends) await end.close();
    },
  };
}
