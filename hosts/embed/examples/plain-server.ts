import { createServer } from 'node:http';
import { createHearth } from 'hearth-chat';

/** Hearth alone in a plain server. */
export async function startPlainServer(options: { readonly data: string; readonly port: number }) {
  const hearth = await createHearth({ data: options.data });
  const server = createServer(hearth.callback());
  hearth.attach(server);
  server.listen(options.port, '127.0.0.1');
  return { server, hearth };
}
