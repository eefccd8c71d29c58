import type { PushFate, SimulatedDelivery } from '../../../adapters/simulated/push.js';
import type { PushResult } from '../../../ports/push.js';

/** What a world has of push services. */
export interface Pushes {
  /** Whether a browser is known by this address no more. */
  hasForgotten(endpoint: string): boolean;
  /** Something is about to be sent. */
  fate(delivery: SimulatedDelivery): PushFate;
  /** Something has come to the service. */
  take(delivery: SimulatedDelivery): PushResult;
}
