import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '../vocabulary/frames.js';
import type { Refusal } from '../vocabulary/errors.js';

/** Why a client's protocol is not spoken here, or null where it is. Says which side must be updated. */
export function versionRefusal(protocol: number): Refusal | null {
  if (protocol < PROTOCOL_VERSION_MIN) {
    const message = `The client speaks protocol ${protocol}; this server needs ${PROTOCOL_VERSION_MIN} or newer. Update the client.`;
    return { code: 'client_too_old', message };
  }
  if (protocol > PROTOCOL_VERSION) {
    const message = `The client speaks protocol ${protocol}; this server knows ${PROTOCOL_VERSION} and older. Update the server.`;
    return { code: 'server_too_old', message };
  }
  return null;
}
