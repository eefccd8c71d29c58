import type { ClientName } from '../plan/plan.js';
import { personName } from '../plan/words.js';

export interface SimulatedPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Who sits at a client. */
export function personOf(client: ClientName): SimulatedPerson {
  return {
    name: personName(client),
    email: `${client}@example.org`,
    password: `password of ${client}`,
  };
}
