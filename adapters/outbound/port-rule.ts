/** May a request go to this port? */
export type PortRule = (port: number) => boolean;

const ANYBODYS_PORTS_FROM = 1_024;
const WEB_PORTS: readonly number[] = [80, 443];

/** Ports above the well-known ones at which no browser asks either: other protocols live there. */
const OTHER_PROTOCOLS: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
]);

/** The ports of the web, and those that anyone may listen at. */
export const isWebPort: PortRule = (port) =>
  WEB_PORTS.includes(port) || (port >= ANYBODYS_PORTS_FROM && !OTHER_PROTOCOLS.has(port));
