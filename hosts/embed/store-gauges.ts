import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';

/** A gauge for every bound of the store, and for what is used of it. */
export function registerStoreGauges(telemetry: Telemetry, store: Store): void {
  telemetry.gauge(
    'store_queued_units',
    'Units that wait for the writer',
    () => store.stats().queuedUnits,
  );
  telemetry.gauge(
    'store_queued_units_max',
    'Bound of store_queued_units',
    () => store.stats().queuedUnitsMax,
  );
  telemetry.gauge(
    'store_waiting_reads',
    'Reads that wait for a reader',
    () => store.stats().waitingReads,
  );
  telemetry.gauge(
    'store_waiting_reads_max',
    'Bound of store_waiting_reads',
    () => store.stats().waitingReadsMax,
  );
  telemetry.gauge('store_commits', 'Commits since the start', () => store.stats().commits);
  telemetry.gauge(
    'store_units',
    'Units that were committed since the start',
    () => store.stats().units,
  );
  telemetry.gauge('store_wal_bytes', 'Bytes of the write-ahead log', () => store.stats().walBytes);
  telemetry.gauge(
    'store_wal_bytes_max',
    'Bound of store_wal_bytes',
    () => store.stats().walBytesMax,
  );
  telemetry.gauge(
    'store_lock_retries',
    'Tries for the lock of the file that found another process holding it',
    () => store.stats().lockRetries,
  );
}
