import type { Socket } from 'node:net';

/** Characters of one line: all that a full process holds present take about half of it. */
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024;

/** Reads what comes on a socket line by line. One without end closes it. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  socket.setEncoding('utf8');
  let unread = '';
  socket.on('data', (text: string) => {
    const lines = (unread + text).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (unread.length > LINE_CHARACTERS_MAX) socket.destroy();
  });
}
