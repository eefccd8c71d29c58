/** A 64-bit value as two unsigned 32-bit lanes. */
export interface Lanes {
  readonly a: number;
  readonly b: number;
}

/** Odd constants of 32 bits with a good spread of ones (from the golden ratio and its square). */
const SPREAD_A = 0x9e3779b1;
const SPREAD_B = 0x85ebca77;

/** Scrambles 32 bits so that each input bit reaches each output bit. */
export function scramble(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return (word ^ (word >>> 16)) >>> 0;
}

/** One step of a running 64-bit hash. */
export function fold(lanes: Lanes, word: number): Lanes {
  const a = scramble((lanes.a ^ Math.imul(word, SPREAD_A)) + Math.imul(lanes.b, SPREAD_B));
  const b = scramble((lanes.b + Math.imul(word, SPREAD_B)) ^ a);
  return { a, b };
}

/** A 32-bit hash of a text's UTF-16 units. */
export function hashText(text: string): number {
  let word = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return scramble(word ^ text.length);
}

/** Sixteen hexadecimal digits. */
export function lanesText(lanes: Lanes): string {
  return word8(lanes.a) + word8(lanes.b);
}

function word8(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
