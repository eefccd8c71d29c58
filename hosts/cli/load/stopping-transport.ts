import type { WebSocket } from 'ws';
import { WsTransport } from '../../../adapters/ws/transport.js';

/** A real transport whose user can stop reading from the network, as a frozen program does. */
export class StoppingTransport extends WsTransport {
  #webSocket: WebSocket | null = null;
  #isStopped = false;

  /** Reads nothing more: what the server sends stays with the network, then with the server. */
  stop(): void {
    this.#isStopped = true;
    this.#webSocket?.pause();
  }

  goOn(): void {
    this.#isStopped = false;
    this.#webSocket?.resume();
  }

  protected override open(): WebSocket {
    const webSocket = super.open();
    this.#webSocket = webSocket;
    webSocket.once('open', () => {
      if (this.#isStopped) webSocket.pause();
    });
    return webSocket;
  }
}
