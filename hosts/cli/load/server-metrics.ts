/** What a running server says of itself; null where it does not tell. */
export interface ServerMetrics {
  /** Resident memory of its process. */
  readonly residentBytes: number | null;
  /** What it holds for its readers: unsent, or about to be read. */
  readonly outgoingBytes: number | null;
  /** Time that processors spent on it so far. */
  readonly cpuSeconds: number | null;
  /** Rows of reading that it has found otherwise than the log says, since its start. */
  readonly unreadDrifts: number | null;
  /** Rows and events that it has compared for that. */
  readonly auditedRows: number | null;
}

/** Of a server that does not tell. */
export const NOTHING_TOLD: ServerMetrics = {
  residentBytes: null,
  outgoingBytes: null,
  cpuSeconds: null,
  unreadDrifts: null,
  auditedRows: null,
};

/** Reads `/metrics`. @param origin - of the server. */
export async function readMetrics(origin: string): Promise<ServerMetrics> {
  const response = await fetch(`${origin}/metrics`);
  const text = response.ok ? await response.text() : '';
  return {
    residentBytes: valueOf(text, 'process_resident_memory_bytes'),
    outgoingBytes: valueOf(text, 'delivery_outgoing_bytes'),
    cpuSeconds: valueOf(text, 'process_cpu_seconds_total'),
    unreadDrifts: valueOf(text, 'hearth_unread_drift_total'),
    auditedRows: valueOf(text, 'hearth_audit_rows'),
  };
}

function valueOf(text: string, name: string): number | null {
  const line = new RegExp(`^\\w*${name} ([\\d.]+)`, 'm').exec(text);
  return line === null ? null : Number(line[1]);
}
