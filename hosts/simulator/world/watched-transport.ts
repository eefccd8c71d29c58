import type { Command } from '../../../core/vocabulary/commands.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import type { Channel, Transport } from '../../../ports/transport.js';

/** How the text of a frame begins that carries a command. */
const COMMAND = '{"type":"command"';

/** A client's transport, with a look at each command that it hands over. */
export function watchedTransport(
  transport: Transport,
  handed: (command: Command) => void,
): Transport {
  return {
    connect: (events) => watchedChannel(transport.connect(events), handed),
    request: (request) => transport.request(request),
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
