import ipaddr from 'ipaddr.js';

/** May a connection go to this address? It is given in its shortest form. */
export type AddressRule = (address: string) => boolean;

/** All that is given out for hosts of the public IPv6 internet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Looks public and is the platform's own, where a virtual machine asks for its secrets. */
const AZURE_PLATFORM = '168.63.129.16';

/** Only hosts of the public internet: nothing of this machine, its network or its platform. */
export const isPublicAddress: AddressRule = (address) => {
  const shortest = shortestForm(address);
  if (shortest === null || shortest === AZURE_PLATFORM) return false;
  const parsed = ipaddr.parse(shortest);
  if (parsed.range() !== 'unicast') return false;
  // The library takes what nobody has been given, and ::7f00:1, for unicast.
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
};

/**
 * The one spelling of an address, IPv4 in IPv6 as IPv4. Null for what is none, and for one with a
 * zone, which means something on this machine only.
 */
export function shortestForm(address: string): string | null {
  if (address.includes('%') || !ipaddr.isValid(address)) return null;
  return ipaddr.process(address).toString();
}
