import type { OutboundFailure, OutboundRefusal } from '../../ports/outbound.js';

/** An exchange that ends without an answer. */
export type Ending =
  | { readonly kind: 'refused'; readonly reason: OutboundRefusal }
  | { readonly kind: 'failed'; readonly reason: OutboundFailure };

export function refusedFor(reason: OutboundRefusal): Ending {
  return { kind: 'refused', reason };
}

export function failedFor(reason: OutboundFailure): Ending {
  return { kind: 'failed', reason };
}
