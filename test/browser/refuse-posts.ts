import type { Page } from 'playwright-core';

/** A server that can be made to refuse every post for good. */
export interface Refusing {
  on(): void;
  off(): void;
}

/** Stands between a page and its server from the next load on. */
export async function refusePosts(page: Page): Promise<Refusing> {
  let isRefusing = false;
  await page.routeWebSocket(/\/socket$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as Readonly<Record<string, unknown>>;
      const command = frame['command'] as { readonly name?: string } | undefined;
      if (!isRefusing || command?.name !== 'post') {
        server.send(text);
        return;
      }
      const refusal = { code: 'forbidden', message: 'Nobody may write here now.' };
      const outcome = { ok: false, refusal };
      socket.send(JSON.stringify({ type: 'answer', id: frame['id'], name: 'post', outcome }));
    });
  });
  return {
    on() {
      isRefusing = true;
    },
    off() {
      isRefusing = false;
    },
  };
}
