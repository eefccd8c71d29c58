import { ChatError } from '../../core/vocabulary/errors.js';
import type {
  Channel,
  ChannelEvents,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../ports/transport.js';
import type { SimulatedConnection } from './connection.js';
import type { Conditions, SimulatedAnswer, SimulatedNetwork } from './network.js';
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
      connection.tellOpened();
      server.accept(connection.socket, jar.token);
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
        forget();
        settle();
      };
      const fail = (): void => {
        reject(new ChatError('unavailable', 'No answer came from the server.'));
      };
      const cancel = timeline.after(timeoutMs, { kind: 'timeout', entity }, () => {
        end(fail);
      });
      const forget = network.awaiting(() => {
        timeline.after(conditions.down.delayMs(), { kind: 'refused', entity }, () => {
          end(fail);
        });
      });
      for (const delayMs of fate.copiesAfterMs) {
        timeline.after(delayMs, { kind: 'request', entity }, () => {
          this.#reach(request, (answer) => {
            if (answer === null) end(fail);
            else if (fate.answerAfterMs !== null) {
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

  /** Hands a request to the server that listens now. Null where none does. */
  #reach(request: HttpRequest, answered: (answer: SimulatedAnswer | null) => void): void {
    const { network, conditions, jar, address } = this.#options;
    const server = network.server;
    if (server === null || !conditions.connected()) {
      answered(null);
      return;
    }
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const { method, path } = request;
    void server.handle({ method, path, body, token: jar.token, address }).then(answered);
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
