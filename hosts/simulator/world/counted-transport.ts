import type { Transport } from '../../../ports/transport.js';
import type { TabName } from '../plan/plan.js';
import type { World } from './world.js';

/** The tab whose page connects. */
interface Connecting {
  readonly name: TabName;
  readonly isLeading: boolean;
  readonly profile: { readonly hasLocks: boolean };
}

/** A client's transport, with every attempt to connect noted. */
export function countedTransport(transport: Transport, world: World, tab: Connecting): Transport {
  return {
    request: (request) => transport.request(request),
    connect: (events) => {
      world.model.retries.connecting(tab.name);
      // Of tabs that share a connection the one that leads has it.
      if (tab.profile.hasLocks && !tab.isLeading) world.goal('tab-apart');
      return transport.connect(events);
    },
  };
}
