/**
 * Tells the person what happens. It goes to stderr: stdout belongs to the command that is run.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`hearth: ${line}\n`);
}

/**
 * Milliseconds as a person reads them.
 *
 * @param {number} ms
 */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
