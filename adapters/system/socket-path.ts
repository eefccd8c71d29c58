import { relative, resolve } from 'node:path';

/** Of the path of a socket: what every system takes. */
const PATH_BYTES_MAX = 103;

/**
 * The shorter way to a socket, from the root or from here.
 *
 * @throws where even that is too long: systems would cut it off without a word.
 */
export function socketPath(folder: string, name: string): string {
  const whole = resolve(folder, name);
  const fromHere = relative(process.cwd(), whole);
  const path = fromHere.length < whole.length ? fromHere : whole;
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return path;
  throw new Error(`the path of a socket would be longer than ${String(PATH_BYTES_MAX)} bytes`);
}
