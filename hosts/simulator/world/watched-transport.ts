import type { Command } from '../../../core/vocabulary/commands.js';
import type { CommandFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Channel, ChannelEvents, Transport } from '../../../ports/transport.js';
import { LastTexts } from './last-texts.js';

/** How the text of a frame begins that carries a command. */
const COMMAND = '{"type":"command"';
/** How those begin that bring a client forward. */
const PROGRESS = /^\{"type":"(?:run|reset)"/;

/** A run to all tabs of a browser is read once. */
const fromServer = new LastTexts((text) => JSON.parse(text) as Progress);

type Progress = Extract<ServerFrame, { type: 'run' | 'reset' }>;

export interface WatchedFrames {
  /** A client has handed over a command, on one of its connections: the first is 1. */
  readonly handed: (command: Command, connection: number) => void;
  /** A run or snapshot has come to a client. */
  readonly came: (frame: Progress) => void;
}

/** A client's transport, with a look at what goes through it, whoever's connection it is. */
export function watchedTransport(transport: Transport, frames: WatchedFrames): Transport {
  let connections = 0;
  return {
    connect: (events) => {
      connections += 1;
      const number = connections;
      const channel = transport.connect(watchedEvents(events, frames));
      return watchedChannel(channel, (command) => {
        frames.handed(command, number);
      });
    },
    request: (request) => transport.request(request),
  };
}

function watchedEvents(events: ChannelEvents, { came }: WatchedFrames): ChannelEvents {
  return {
    opened: () => {
      events.opened();
    },
    frame: (text) => {
      if (PROGRESS.test(text)) came(fromServer.read(text));
      events.frame(text);
    },
    closed: (reason) => {
      events.closed(reason);
    },
  };
}

function watchedChannel(channel: Channel, handed: (command: Command) => void): Channel {
  return {
    send: (text) => {
      if (text.startsWith(COMMAND)) handed((JSON.parse(text) as CommandFrame).command);
      channel.send(text);
    },
    close: () => {
      channel.close();
    },
  };
}
