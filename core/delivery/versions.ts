import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '../vocabulary/frames.js';
import type { Refusal } from '../vocabulary/errors.js';

/**
 * Why a client's protocol is not spoken here, or null where it is. Says which side must be updated.
 */
export function versionRefusal(protocol: number): Refusal | null {
  if (protocol < PROTOCOL_VERSION_MIN) {
    const needs = `this server needs ${PROTOCOL_VERSION_MIN} or newer. Update the client.`;
    return { code: 'client_too_old', message: `The client speaks protocol ${protocol}; ${needs}` };
  }
  if (protocol > PROTOCOL_VERSION) {
    const knows = `this server knows ${PROTOCOL_VERSION} and older. Update the server.`;
    return { code: 'server_too_old', message: `The client speaks protocol ${protocol}; ${knows}` };
  }
  return null;
}
