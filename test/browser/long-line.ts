import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way from a device to its server, which can be cut without either end hearing of it. */
export class LongLine {
  readonly url: string;
  readonly #sockets = new Set<Socket>();
  readonly #close: () => void;

  static async to(url: string): Promise<LongLine> {
    const server = createServer();
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const line = new LongLine(`http://localhost:${String(port)}`, () => void server.close());
    server.on('connection', (near) => {
      line.#join(near, connect(Number(new URL(url).port), 'localhost'));
    });
    return line;
  }

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.#close = close;
  }

  /** What is connected now hears no more of the other end; what connects later does. */
  cut(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#close();
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        if (!other.isPaused()) other.destroy();
      });
      one.pipe(other);
    }
  }
}
