/**
 * Entry `hearth-chat/adapters/system`: time, chance, hashing and pressure of Node, and a bus in one
 * process.
 */
export { systemClock } from './clock.js';
export { systemDigest } from './digest.js';
export { LocalBroadcast } from './local-broadcast.js';
export { SystemPressure } from './pressure.js';
export { systemRandom } from './random.js';
