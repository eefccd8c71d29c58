import type { Telemetry } from '../../ports/telemetry.js';

/** Processes that are told of anything; one more is not. */
export const NEIGHBOURS_MAX = 64;
/** Bytes that wait for one of them: what comes then is lost to it, as a signal may be. */
export const NEIGHBOUR_UNSENT_BYTES_MAX = 4 * 1024 * 1024;

/** Gauges of both, and of what is held. */
export function registerGauges(
  telemetry: Telemetry,
  held: { readonly count: () => number; readonly unsentMost: () => number },
): void {
  telemetry.gauge('broadcast_neighbours', 'Processes on the same data', held.count);
  telemetry.gauge(
    'broadcast_neighbours_max',
    'Bound of broadcast_neighbours',
    () => NEIGHBOURS_MAX,
  );
  const help = 'Bytes of signals that wait for the neighbour that has most of them';
  telemetry.gauge('broadcast_neighbour_unsent_bytes_most', help, held.unsentMost);
  telemetry.gauge(
    'broadcast_neighbour_unsent_bytes_most_max',
    'Bound of broadcast_neighbour_unsent_bytes_most',
    () => NEIGHBOUR_UNSENT_BYTES_MAX,
  );
}
