import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../core/vocabulary/frames.js';

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** A socket of a test: raw frames, and how it ended. */
export interface TestSocket {
  readonly webSocket: WebSocket;
  /** The next frame of a type; frames of other types before it are passed over. */
  next(type: string): Promise<Frame>;
  send(frame: object): void;
  /** Close code and reason. */
  closed(): Promise<{ readonly code: number; readonly reason: string }>;
}

export function openSocket(host: string, headers: Readonly<Record<string, string>>): TestSocket {
  const webSocket = new WebSocket(`ws://${host}/socket`, { headers, perMessageDeflate: false });
  const frames: Frame[] = [];
  let wake = (): void => undefined;
  webSocket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as Frame);
    wake();
  });
  const closing = once(webSocket, 'close') as Promise<[number, Buffer]>;
  return {
    webSocket,
    next: async (type) => {
      for (;;) {
        const frame = frames.shift();
        if (frame?.type === type) return frame;
        if (frame === undefined) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    send: (frame) => {
      webSocket.send(JSON.stringify(frame));
    },
    closed: async () => {
      const [code, reason] = await closing;
      return { code, reason: reason.toString('utf8') };
    },
  };
}

/** An open socket that has been welcomed. */
export async function openWelcomed(
  host: string,
  headers: Readonly<Record<string, string>>,
): Promise<TestSocket> {
  const socket = openSocket(host, headers);
  await once(socket.webSocket, 'open');
  socket.send({ type: 'hello', protocol: PROTOCOL_VERSION, client: 'test' });
  await socket.next('welcome');
  return socket;
}

/** What a server says to an upgrade request, as text up to the end of the connection. */
export async function upgradeAnswer(host: string, asked: UpgradeRequest): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of askUpgrade(host, asked)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

interface UpgradeRequest {
  readonly path: string;
  readonly headers?: Record<string, string>;
}

/** An upgrade that was answered, by somebody who does nothing more: it stays as it is. */
export async function heldUpgrade(host: string, asked: UpgradeRequest): Promise<Socket> {
  const socket = askUpgrade(host, asked);
  await once(socket, 'data');
  return socket;
}

function askUpgrade(host: string, { path, headers = {} }: UpgradeRequest): Socket {
  const [name = '', port = ''] = host.split(':');
  const socket = connect(Number(port), name);
  const lines = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const text = Object.entries(lines).map(([header, value]) => `${header}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${text.join('')}\r\n`);
  return socket;
}
