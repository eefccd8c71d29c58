import { connect as connectTcp, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../ports/clock.js';
import { failedFor, type Ending } from './ending.js';
import type { Target } from './target.js';

/** How long one address may take to answer before the next one is tried. */
export const CONNECT_MS_MAX = 5_000;

/** Starts a connection to an address, which is never a name. */
export type Connect = (address: string, port: number) => Socket;

export const connectDirectly: Connect = (address, port) =>
  connectTcp({ host: address, port, autoSelectFamily: false, noDelay: true });

export interface ConnectParts {
  readonly clock: Clock;
  readonly connect: Connect;
  /** Certificates that are trusted in place of those that Node trusts. */
  readonly certificates: readonly string[] | null;
  /** Ends every connection made. */
  readonly signal: AbortSignal;
}

/** A connection to the first of the addresses that takes one, with TLS for the name. */
export async function connectTo(
  target: Target,
  addresses: readonly string[],
  parts: ConnectParts,
): Promise<Socket | Ending> {
  for (const address of addresses) {
    if (parts.signal.aborted) break;
    const socket = await reached(parts.connect(address, target.port), parts);
    if (socket === null) continue;
    return target.isSecure ? secured(socket, target, parts) : socket;
  }
  return failedFor('unreachable');
}

async function reached(socket: Socket, { clock, signal }: ConnectParts): Promise<Socket | null> {
  const cancel = clock.after(CONNECT_MS_MAX, () => socket.destroy());
  const isOpen = await happens(addAbortSignal(signal, socket), 'connect');
  cancel();
  return isOpen ? socket : null;
}

/** The certificate has to be that of the name; which address gave it does not matter. */
async function secured(raw: Socket, target: Target, parts: ConnectParts): Promise<Socket | Ending> {
  const { hostname, isAddress } = target;
  const socket = connectTls({
    socket: raw,
    host: hostname,
    ALPNProtocols: ['http/1.1'],
    // Said here, so that no environment variable says otherwise.
    rejectUnauthorized: true,
    ...(isAddress ? {} : { servername: hostname }),
    ...(parts.certificates === null ? {} : { ca: [...parts.certificates] }),
  });
  if (await happens(addAbortSignal(parts.signal, socket), 'secureConnect')) return socket;
  raw.destroy();
  return failedFor('tls');
}

/** Whether it happens, or the socket ends before. */
function happens(socket: Socket, event: 'connect' | 'secureConnect'): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once(event, () => {
      resolve(true);
    });
    // It stays: whoever reads from the socket hears of its end in another way.
    socket.on('error', () => {
      socket.destroy();
    });
    socket.once('close', () => {
      resolve(false);
    });
  });
}
