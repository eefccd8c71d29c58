import type { Digest } from '../../ports/digest.js';
import type { Store } from '../../ports/store.js';
import type { StreamName } from '../vocabulary/ids.js';
import { AccountAudit } from './account-audit.js';
import { Findings, type Finding } from './finding.js';
import { PlainAudit } from './plain-audit.js';
import { RoomAudit } from './room-audit.js';
import { auditStream, type StretchCheck } from './stream-audit.js';
import { UserAudit } from './user-audit.js';

/** Names of streams read at once. */
const STREAMS_AT_ONCE = 100;

/**
 * Examines everything that is stored: the file, every stream's chain, and that rows and events
 * agree.
 *
 * It may run beside a server that writes: each stretch is compared within one snapshot. It changes
 * nothing, and holds at most 500 events or 1 MiB of them and the room list at a time.
 * @returns what is wrong, each with what to do; empty where nothing is.
 * @throws ChatError `busy` when too many reads wait; `data_unreadable` or
 * `data_damaged` where the file cannot be read at all.
 */
export async function examine(ports: {
  readonly store: Store;
  readonly digest: Digest;
}): Promise<readonly Finding[]> {
  const findings = new Findings();
  const audit = { ...ports, findings };
  for (const problem of await ports.store.integrity()) {
    findings.add('file_damaged', 'file', problem);
  }
  // An account without a single event has no stream to be found by.
  await auditStream(audit, 'account', new AccountAudit(findings));
  let streams = await streamsAfter(ports.store, null);
  while (streams.length > 0 && !findings.isFull) {
    for (const stream of streams) {
      if (stream !== 'account') await auditStream(audit, stream, rowsOf(findings, stream));
    }
    streams = await streamsAfter(ports.store, streams.at(-1) ?? null);
  }
  return findings.all();
}

function streamsAfter(store: Store, after: StreamName | null): Promise<readonly StreamName[]> {
  return store.read((snapshot) => snapshot.streamsAfter(after, STREAMS_AT_ONCE));
}

function rowsOf(findings: Findings, stream: StreamName): StretchCheck {
  if (stream.startsWith('room:')) return new RoomAudit(findings, stream);
  return stream.startsWith('user:') ? new UserAudit(findings, stream) : new PlainAudit(findings);
}
