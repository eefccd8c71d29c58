import { once } from 'node:events';
import type { BrowserContext } from 'playwright-core';
import { WebSocket } from 'ws';

import { PROTOCOL_VERSION } from '../../core/vocabulary/frames.js';

/** Fewer than a connection may have unanswered. */
const AT_ONCE = 8;

/** Posts many messages in a room as the person who is signed in, faster than a page could. */
export async function seedMessages(
  context: BrowserContext,
  options: { readonly url: string; readonly roomId: number; readonly bodies: readonly string[] },
): Promise<void> {
  const { url, roomId, bodies } = options;
  const cookies = await context.cookies(url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, {
    headers: { cookie, origin: url },
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, client: 'seed' }));
  const run = `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  for (let start = 0; start < bodies.length; start += AT_ONCE) {
    const some = bodies.slice(start, start + AT_ONCE);
    const answered = waitForAnswers(socket, some.length);
    for (const [index, body] of some.entries()) {
      const id = start + index + 1;
      const command = { name: 'post', roomId, clientMessageId: `seed-${run}-${id}`, body };
      socket.send(JSON.stringify({ type: 'command', id, command }));
    }
    await answered;
  }
  socket.terminate();
}

function waitForAnswers(socket: WebSocket, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('the server closed the seeding connection'));
    const onMessage = (data: WebSocket.RawData): void => {
      const text = (data as Buffer).toString();
      const frame = JSON.parse(text) as Answer;
      if (frame.type === 'refused' || frame.outcome?.ok === false) reject(new Error(text));
      if (frame.type === 'answer') left -= 1;
      if (left > 0) return;
      socket.off('close', onClose).off('message', onMessage);
      resolve();
    };
    socket.on('close', onClose).on('message', onMessage);
  });
}

interface Answer {
  readonly type: string;
  readonly outcome?: { readonly ok: boolean };
}
