/** Entry `hearth-chat/adapters/outbound`: HTTP requests to addresses that others name. */
export { isPublicAddress, type AddressRule } from './address-rule.js';
export type { Connect } from './connect.js';
export { HttpOutbound, type HttpOutboundOptions } from './http-outbound.js';
export { isWebPort, type PortRule } from './port-rule.js';
export { DnsResolver, type Resolver } from './resolver.js';
export type { Scheme } from './target.js';
