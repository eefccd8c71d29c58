import type { Page } from 'playwright-core';

type Command = Readonly<Record<string, unknown>>;

/** A frame as it passes: its text is JSON of an object with a `type`. */
export type PassingFrame = Readonly<Record<string, unknown>> & { readonly type: string };

/** What stands between a page and its server. Each way gives the frame to pass on, or null. */
export interface Between {
  toServer: (frame: PassingFrame) => PassingFrame | null;
  toPage: (frame: PassingFrame) => PassingFrame | null;
}

/** Stands between a page and its server from the next load on. What is set takes effect at once. */
export async function interpose(page: Page): Promise<Between> {
  const between: Between = { toServer: (frame) => frame, toPage: (frame) => frame };
  await page.routeWebSocket(/\/socket$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = between.toServer(JSON.parse(String(text)) as PassingFrame);
      if (frame !== null) server.send(JSON.stringify(frame));
    });
    server.onMessage((text) => {
      const frame = between.toPage(JSON.parse(String(text)) as PassingFrame);
      if (frame !== null) socket.send(JSON.stringify(frame));
    });
  });
  return between;
}

/** The command of a frame, where it carries one of a name. */
export function commandOf(frame: PassingFrame, name: string): Command | null {
  const command = frame['command'] as Command | undefined;
  return command?.['name'] === name ? command : null;
}

/**
 * From now on every post is stored under another id: where the log was to have it, it has something
 * else, as after a restore.
 */
export function storeUnderOtherIds(between: Between): void {
  between.toServer = (frame) => {
    const command = commandOf(frame, 'post');
    if (command === null) return frame;
    const clientMessageId = `${String(command['clientMessageId']).slice(1)}0`;
    return { ...frame, command: { ...command, clientMessageId } };
  };
}

/** From now on every post is said under the id of the first one. */
export function sayUnderOneId(between: Between): void {
  let taken: unknown = null;
  between.toServer = (frame) => {
    const command = commandOf(frame, 'post');
    if (command === null) return frame;
    taken ??= command['clientMessageId'];
    return { ...frame, command: { ...command, clientMessageId: taken } };
  };
}
