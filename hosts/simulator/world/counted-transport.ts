import type { Transport } from '../../../ports/transport.js';
import type { Model } from '../model/model.js';

/** A client's transport, with every attempt to connect noted. */
export function countedTransport(transport: Transport, model: Model, client: string): Transport {
  return {
    request: (request) => transport.request(request),
    connect: (events) => {
      model.retries.connecting(client);
      return transport.connect(events);
    },
  };
}
