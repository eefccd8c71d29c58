import { ChatError } from '../../core/vocabulary/errors.js';
import type {
  Channel,
  ChannelEvents,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../ports/transport.js';
import type { SimulatedConnection } from './connection.js';
import type { Conditions, SimulatedAnswer, SimulatedNetwork, SimulatedServer } from './network.js';
import { textHash } from './pipe.js';
import type { Timeline } from './timeline.js';

/** How long a request waits for its answer unless told otherwise. */
const REQUEST_TIMEOUT_MS = 10_000;

/** A browser profile's cookie. It outlives the page. */
export interface CookieJar {
  token: string | null;
}

export interface SimulatedTransportOptions {
  readonly timeline: Timeline;
  readonly network: SimulatedNetwork;
  readonly conditions: Conditions;
  readonly jar: CookieJar;
  /** The client's address, unique in the simulation. */
  readonly address: string;
  /** How long a request waits for its answer. */
  readonly timeoutMs?: number;
}

/** A client's way to its server over a simulated network: nothing but text crosses it. */
export class SimulatedTransport implements Transport {
  readonly #options: SimulatedTransportOptions;

  constructor(options: SimulatedTransportOptions) {
    this.#options = options;
  }

  connect(events: ChannelEvents): Channel {
    const { network, timeline, conditions, jar, address } = this.#options;
    const upMs = conditions.up.delayMs();
    const downMs = conditions.down.delayMs();
    const opening = new OpeningChannel();
    timeline.after(upMs, { kind: 'connect', entity: address }, () => {
      if (opening.closed) return;
      const opened = network.open({ address, timeline, conditions }, events);
      if (opened === null) {
        timeline.after(downMs, { kind: 'refused', entity: address }, () => {
          if (!opening.closed) events.closed('retry');
        });
        return;
      }
      const { connection, server } = opened;
      opening.become(connection);
      server.timeline.after(0, { kind: 'accept', entity: connection.id }, () => {
        connection.tellOpened();
        server.accept(connection.socket, jar.token, { address, connection: connection.id });
      });
    });
    return opening.channel(timeline, events);
  }

  request(request: HttpRequest): Promise<HttpAnswer> {
    const { timeline, conditions, address, network } = this.#options;
    const { timeoutMs = REQUEST_TIMEOUT_MS } = this.#options;
    const entity = `${address} ${request.method} ${request.path}`;
    const fate = conditions.requestFate();
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (settle: () => void): void => {
        if (over) return;
        over = true;
        cancel();
        for (const forget of asked) forget();
        settle();
      };
      const fail = (): void => {
        reject(new ChatError('unavailable', 'No answer came from the server.'));
      };
      const refused = (): void => {
        timeline.after(conditions.down.delayMs(), { kind: 'refused', entity }, () => {
          end(fail);
        });
      };
      const asked: (() => void)[] = [];
      const cancel = timeline.after(timeoutMs, { kind: 'timeout', entity }, () => {
        end(fail);
      });
      for (const delayMs of fate.copiesAfterMs) {
        timeline.after(delayMs, { kind: 'request', entity }, () => {
          const server = conditions.connected() ? network.serverFor(address) : null;
          if (server === null) {
            end(fail);
            return;
          }
          asked.push(network.awaiting(server, refused));
          this.#reach(server, request, (answer) => {
            if (fate.answerAfterMs !== null) {
              const payload = textHash(answer.body ?? '');
              const step = { kind: 'answer', entity, payload };
              timeline.after(fate.answerAfterMs, step, () => {
                end(() => {
                  resolve(this.#read(answer));
                });
              });
            }
          });
        });
      }
    });
  }

  /** Hands a request to a server, in the server's own time. */
  #reach(
    server: SimulatedServer,
    request: HttpRequest,
    answered: (answer: SimulatedAnswer) => void,
  ): void {
    const { jar, address } = this.#options;
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const { method, path } = request;
    const asked = { method, path, body, token: jar.token, address };
    server.timeline.after(0, { kind: 'handle', entity: `${address} ${path}` }, () => {
      void server.handle(asked).then(answered);
    });
  }

  #read(answer: SimulatedAnswer): HttpAnswer {
    if (answer.token !== undefined) this.#options.jar.token = answer.token;
    const body: unknown = answer.body === null ? null : JSON.parse(answer.body);
    return { status: answer.status, body };
  }
}

/** The client's handle on a connection that may not stand yet. */
class OpeningChannel {
  closed = false;
  #connection: SimulatedConnection | null = null;

  become(connection: SimulatedConnection): void {
    this.#connection = connection;
  }

  channel(timeline: Timeline, events: ChannelEvents): Channel {
    return {
      send: (text) => {
        this.#connection?.channel.send(text);
      },
      close: () => {
        if (this.closed) return;
        this.closed = true;
        if (this.#connection !== null) {
          this.#connection.channel.close();
          return;
        }
        timeline.after(0, { kind: 'close', entity: '' }, () => {
          events.closed('retry');
        });
      },
    };
  }
}
