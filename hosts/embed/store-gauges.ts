import type { Store, StoreStats } from '../../ports/store.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';

const BOUNDED: readonly {
  readonly name: string;
  readonly help: string;
  readonly used: keyof StoreStats;
  readonly bound: keyof StoreStats;
}[] = [
  {
    name: 'store_queued_units',
    help: 'Units that wait for the writer',
    used: 'queuedUnits',
    bound: 'queuedUnitsMax',
  },
  {
    name: 'store_waiting_reads',
    help: 'Reads that wait for a reader',
    used: 'waitingReads',
    bound: 'waitingReadsMax',
  },
  {
    name: 'store_wal_bytes',
    help: 'Bytes of the write-ahead log',
    used: 'walBytes',
    bound: 'walBytesMax',
  },
];

/** What only counts up. */
const COUNTED = [
  ['store_commits', 'Commits since the start', 'commits'],
  ['store_units', 'Units that were committed since the start', 'units'],
  [
    'store_lock_retries',
    'Tries for the lock of the file that found another process holding it',
    'lockRetries',
  ],
] as const;

/** A gauge for every bound of the store, and for what is used of it. */
export function registerStoreGauges(telemetry: Telemetry, store: Store): void {
  for (const { name, help, used, bound } of BOUNDED) {
    gaugeWithBound(telemetry, {
      name,
      help,
      used: () => store.stats()[used],
      bound: () => store.stats()[bound],
    });
  }
  for (const [name, help, counted] of COUNTED) {
    telemetry.gauge(name, help, () => store.stats()[counted]);
  }
}
