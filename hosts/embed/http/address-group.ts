import ipaddr from 'ipaddr.js';

/** Half of an IPv6 address: whoever has one, has all addresses that begin alike. */
const NETWORK_PARTS = 4;

/** What some proxies write behind an address. */
const WITH_PORT = /^(?:\[(?<six>.+)\](?::\d+)?|(?<four>[\d.]+):\d+)$/;

/**
 * What connections of an address are counted by: itself if it is IPv4, its /64 network if it is
 * IPv6.
 *
 * IPv4 in IPv6 is IPv4. What is no address is counted by its text.
 */
export function addressGroup(address: string): string {
  const { six, four } = WITH_PORT.exec(address)?.groups ?? {};
  const [bare = ''] = (six ?? four ?? address).split('%', 1);
  if (!ipaddr.isValid(bare)) return address;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, NETWORK_PARTS).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
