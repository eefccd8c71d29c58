import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatError } from '../../core/vocabulary/errors.js';

/**
 * Node's own 511 overflows when a thousand clients come back at once, and each then waits a second.
 */
const BACKLOG = 4_096;

/** Beside the sockets there are the requests of those who load the page. */
const REQUESTS_BESIDE_MAX = 5_000;

/**
 * Bodies are small: whoever takes longer to send one is stuck, or holds the connection on purpose.
 */
const REQUEST_MS_MAX = 30_000;

/** A server that does not listen yet and takes a bounded number of connections. */
export function boundedServer(
  callback: Parameters<typeof createServer>[1] & {},
  connectionsMax: number,
): Server {
  const server = createServer(callback);
  server.maxConnections = connectionsMax + REQUESTS_BESIDE_MAX;
  server.requestTimeout = REQUEST_MS_MAX;
  server.headersTimeout = REQUEST_MS_MAX;
  return server;
}

/**
 * Starts listening. @returns the port, which is chosen where 0 was asked for.
 *
 * @throws ChatError `port_in_use`; `invalid_argument` for an address or port that cannot be
 * listened on.
 */
export async function listen(
  server: Server,
  at: { readonly port: number; readonly host?: string },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenError(error, at));
    });
    server.listen({ ...at, backlog: BACKLOG }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function listenError(
  error: Error & { readonly code?: string },
  at: { port: number; host?: string },
): ChatError {
  const place = at.host === undefined ? `port ${at.port}` : `port ${at.port} of ${at.host}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new ChatError('port_in_use', `Another program listens on ${place}.`, { cause: error });
    case 'EACCES':
      return new ChatError('invalid_argument', `This account may not listen on ${place}.`, {
        cause: error,
      });
    default:
      return new ChatError('invalid_argument', `It is not possible to listen on ${place}.`, {
        cause: error,
      });
  }
}
