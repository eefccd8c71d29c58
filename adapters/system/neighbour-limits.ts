import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';

/** Processes that are told of anything; one more is not. */
export const NEIGHBOURS_MAX = 64;
/** Bytes that wait for one of them: what comes then is lost to it, as a signal may be. */
export const NEIGHBOUR_UNSENT_BYTES_MAX = 4 * 1024 * 1024;

/** Gauges of both, and of what is held. */
export function registerGauges(
  telemetry: Telemetry,
  held: { readonly count: () => number; readonly unsentMost: () => number },
): void {
  gaugeWithBound(telemetry, {
    name: 'broadcast_neighbours',
    help: 'Processes on the same data',
    used: held.count,
    bound: () => NEIGHBOURS_MAX,
  });
  gaugeWithBound(telemetry, {
    name: 'broadcast_neighbour_unsent_bytes_most',
    help: 'Bytes of signals that wait for the neighbour that has most of them',
    used: held.unsentMost,
    bound: () => NEIGHBOUR_UNSENT_BYTES_MAX,
  });
}
