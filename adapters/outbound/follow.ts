import type { Socket } from 'node:net';
import type {
  OutboundAnswer,
  OutboundFailure,
  OutboundRequest,
  OutboundResult,
} from '../../ports/outbound.js';
import { addressesOf, type AddressRules } from './addresses.js';
import { ask } from './ask.js';
import { connectTo, type ConnectParts } from './connect.js';
import { failedFor, refusedFor, type Ending } from './ending.js';
import { locationOf, redirected, redirectTarget, type Asked } from './redirect.js';
import type { Target, TargetRules } from './target.js';

/** Everything that decides where an exchange may go, and what ends it. */
export interface Way extends AddressRules, ConnectParts, TargetRules {}

/** Makes a request and follows its redirects by hand, each checked like the request itself. */
export async function follow(
  request: OutboundRequest,
  first: Target,
  way: Way,
): Promise<OutboundResult> {
  let target = first;
  let asked: Asked = request;
  for (let hop = 0; ; hop += 1) {
    const outcome = await unlessAborted(oneHop(target, asked, way), way.signal);
    if (outcome.kind !== 'answered') return { ...outcome, hop };
    const location = locationOf(outcome.status, outcome.headers);
    if (location === null) return outcome;
    if (hop === request.limits.redirectsMax) return { ...refusedFor('redirects'), hop: hop + 1 };
    const next = redirectTarget(location, target, way);
    if (typeof next === 'string') return { ...refusedFor(next), hop: hop + 1 };
    asked = redirected(asked, outcome.status, { from: target.url, to: next.url });
    target = next;
  }
}

async function oneHop(target: Target, asked: Asked, way: Way): Promise<OutboundAnswer | Ending> {
  const addresses = await addressesOf(target, way);
  if (isEnding(addresses)) return addresses;
  const socket = await connectTo(target, addresses, way);
  return isEnding(socket) ? socket : ask(socket, target, asked);
}

function isEnding(value: readonly string[] | Socket | Ending): value is Ending {
  return 'kind' in value;
}

/** The outcome, or at once what the signal says. What goes on behind it makes no connection. */
async function unlessAborted<Value>(
  outcome: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | Ending> {
  let leave = (): void => undefined;
  const aborted = new Promise<Ending>((resolve) => {
    leave = () => {
      resolve(failedFor(signal.reason as OutboundFailure));
    };
  });
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([aborted, outcome]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
