import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeCodeOf } from '../../../adapters/wire/close-codes.js';
import type { HttpAnswer, HttpRequest } from '../../../ports/transport.js';
import type { TransportPeer } from '../../contracts/transport.contract.js';
import type { UpgradeServer } from './bench.js';

/** The server's end of what a transport under test has opened. */
export function peerOf({
  webSocket,
  stream,
}: Awaited<ReturnType<UpgradeServer['arrival']>>): TransportPeer {
  const received: string[] = [];
  webSocket.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  webSocket.on('error', () => undefined);
  return {
    send: (text) => webSocket.send(text),
    received: () => received,
    close: (code) => webSocket.close(closeCodeOf(code), code),
    reset: () => void stream.destroy(),
  };
}

/** A request as the transport's contract speaks of it. */
export async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const method = request.method as HttpRequest['method'];
  const path = request.url ?? '/';
  return text === '' ? { method, path } : { method, path, body: JSON.parse(text) as unknown };
}

/** Answers as the contract says, or not at all. */
export function answerWith(response: ServerResponse, answer: HttpAnswer | 'none'): void {
  if (answer === 'none') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body === null ? undefined : JSON.stringify(answer.body));
}
