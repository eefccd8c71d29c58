import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { OutboundAnswer } from '../../ports/outbound.js';
import { BoundedBytes } from './bounded-bytes.js';
import { failedFor, type Ending } from './ending.js';
import { locationOf, type Asked } from './redirect.js';
import type { Target } from './target.js';

/** Bytes of all headers of an answer. */
export const ANSWER_HEADER_BYTES_MAX = 16 * 1024;

/** One request and its answer, over a connection of its own, which ends with it. */
export function ask(
  socket: Socket,
  target: Target,
  asked: Asked,
): Promise<OutboundAnswer | Ending> {
  return new Promise((resolve) => {
    const end = (outcome: OutboundAnswer | Ending): void => {
      socket.destroy();
      resolve(outcome);
    };
    const request = httpRequest({
      createConnection: () => socket,
      method: asked.method,
      path: target.url.pathname + target.url.search,
      headers: headersFor(target, asked),
      setHost: false,
      maxHeaderSize: ANSWER_HEADER_BYTES_MAX,
    });
    // Another protocol was agreed to, for which nobody has asked.
    const unanswered = (): void => {
      end(failedFor('protocol'));
    };
    request.once('close', unanswered);
    request.once('response', (response) => {
      request.off('close', unanswered);
      read(response, { target, asked, end });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      end(failedFor(error.code?.startsWith('HPE_') === true ? 'protocol' : 'connection_lost'));
    });
    request.end(asked.body ?? undefined);
  });
}

function headersFor(target: Target, { headers, method, body }: Asked): Record<string, string> {
  const length = method === 'POST' ? { 'content-length': `${body?.length ?? 0}` } : {};
  return { ...headers, ...length, host: target.url.host, connection: 'close' };
}

interface Reading {
  readonly target: Target;
  readonly asked: Asked;
  readonly end: (outcome: OutboundAnswer | Ending) => void;
}

function read(response: IncomingMessage, { target, asked, end }: Reading): void {
  const { answerBytesMax } = asked.limits;
  const body = new BoundedBytes(answerBytesMax);
  const status = response.statusCode ?? 0;
  const headers = headersOf(response);
  const whole = (): void => {
    end({ kind: 'answered', status, headers, body: body.bytes(), url: target.url.href });
  };
  response.on('error', () => {
    end(failedFor('connection_lost'));
  });
  // Nobody reads what an answer says that sends elsewhere.
  if (locationOf(status, headers) !== null) {
    whole();
    return;
  }
  if (asked.method !== 'HEAD' && Number(headers['content-length']) > answerBytesMax) {
    end(failedFor('too_large'));
    return;
  }
  response.on('data', (piece: Buffer) => {
    if (!body.push(piece)) end(failedFor('too_large'));
  });
  response.on('end', whole);
}

function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
  const entries = Object.entries(response.headers).map(([name, value = '']) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}
