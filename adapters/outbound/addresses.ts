import { isIPv4 } from 'node:net';
import { shortestForm, type AddressRule } from './address-rule.js';
import { refusedFor, failedFor, type Ending } from './ending.js';
import type { Resolver } from './resolver.js';
import type { Target } from './target.js';

/** Addresses of a name that are tried; more of them only take longer. */
export const ADDRESSES_TRIED_MAX = 4;

export interface AddressRules {
  readonly resolver: Resolver;
  readonly isAddressAllowed: AddressRule;
}

/** The addresses to try, IPv4 first: checked, every one, and never looked up again. */
export async function addressesOf(
  target: Target,
  { resolver, isAddressAllowed }: AddressRules,
): Promise<readonly string[] | Ending> {
  const found = target.isAddress ? [target.hostname] : await resolved(resolver, target.hostname);
  if (found === null) return failedFor('name_unresolved');
  if (found.length === 0) return failedFor('name_unknown');
  const addresses = found.map(shortestForm);
  const allowed = addresses.filter((address) => address !== null && isAddressAllowed(address));
  // A name that has also a wrong address is somebody's attempt.
  if (allowed.length < addresses.length) return refusedFor('address');
  const unique = [...new Set(allowed)] as readonly string[];
  return [...unique.filter(isIPv4), ...unique.filter((address) => !isIPv4(address))].slice(
    0,
    ADDRESSES_TRIED_MAX,
  );
}

async function resolved(resolver: Resolver, name: string): Promise<readonly string[] | null> {
  try {
    return await resolver.resolve(name);
  } catch {
    return null;
  }
}
