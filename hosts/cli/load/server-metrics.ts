/** What a running server says of itself; null where it does not tell. */
export interface ServerMetrics {
  /** Resident memory of its process. */
  readonly residentBytes: number | null;
  /** What it holds for its readers: unsent, or about to be read. */
  readonly outgoingBytes: number | null;
  /** Time that processors spent on it so far. */
  readonly cpuSeconds: number | null;
}

/** Reads `/metrics`. @param origin - of the server. */
export async function readMetrics(origin: string): Promise<ServerMetrics> {
  const response = await fetch(`${origin}/metrics`);
  const text = response.ok ? await response.text() : '';
  return {
    residentBytes: valueOf(text, 'process_resident_memory_bytes'),
    outgoingBytes: valueOf(text, 'delivery_outgoing_bytes'),
    cpuSeconds: valueOf(text, 'process_cpu_seconds_total'),
  };
}

function valueOf(text: string, name: string): number | null {
  const line = new RegExp(`^\\w*${name} ([\\d.]+)`, 'm').exec(text);
  return line === null ? null : Number(line[1]);
}
