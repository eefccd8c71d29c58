import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type {
  Channel,
  ChannelEvents,
  CloseReason,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../../ports/transport.js';
import { LastTexts } from './last-texts.js';

/** A run to all tabs of a browser is read once. */
const fromServer = new LastTexts((text) => JSON.parse(text) as ServerFrame);

/** What goes over a client's connections. The first is number 1. */
export interface WatchedFrames {
  readonly connecting: (connection: number) => void;
  readonly opened: (connection: number) => void;
  /** Before the client has it. */
  readonly came: (frame: ServerFrame, connection: number) => void;
  readonly handed: (frame: ClientFrame, connection: number) => void;
  readonly closed: (reason: CloseReason, connection: number) => void;
  /** The client has closed it. */
  readonly left: (connection: number) => void;
  /** The client makes a request. @returns what is told its answer; null: none will come. */
  readonly requests: (request: HttpRequest) => (answer: HttpAnswer | null) => void;
}

/** A client's transport, with a look at what goes through it, whoever's connection it is. */
export function watchedTransport(transport: Transport, frames: WatchedFrames): Transport {
  let connections = 0;
  return {
    connect: (events) => {
      connections += 1;
      const number = connections;
      frames.connecting(number);
      return watchedChannel(transport.connect(watchedEvents(events, frames, number)), {
        handed: (frame) => {
          frames.handed(frame, number);
        },
        left: () => {
          frames.left(number);
        },
      });
    },
    request: async (request) => {
      const answered = frames.requests(request);
      try {
        const answer = await transport.request(request);
        answered(answer);
        return answer;
      } catch (error) {
        answered(null);
        throw error;
      }
    },
  };
}

function watchedEvents(
  events: ChannelEvents,
  { opened, came, closed }: WatchedFrames,
  number: number,
): ChannelEvents {
  return {
    opened: () => {
      opened(number);
      events.opened();
    },
    frame: (text) => {
      came(fromServer.read(text), number);
      events.frame(text);
    },
    closed: (reason) => {
      closed(reason, number);
      events.closed(reason);
    },
  };
}

function watchedChannel(
  channel: Channel,
  { handed, left }: { readonly handed: (frame: ClientFrame) => void; readonly left: () => void },
): Channel {
  return {
    send: (text) => {
      handed(JSON.parse(text) as ClientFrame);
      channel.send(text);
    },
    close: () => {
      left();
      channel.close();
    },
  };
}
