import type { ClientName } from '../plan/plan.js';

export interface SimulatedPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Who sits at a client. */
export function personOf(client: ClientName): SimulatedPerson {
  return {
    name: `Person ${client}`,
    email: `${client}@example.org`,
    password: `password of ${client}`,
  };
}
