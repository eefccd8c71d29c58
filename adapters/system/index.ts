/**
 * Entry `hearth-chat/adapters/system`: time, chance, hashing and pressure of Node, and buses in one
 * process and between those of one machine.
 */
export { systemClock } from './clock.js';
export { systemDigest } from './digest.js';
export { LocalBroadcast } from './local-broadcast.js';
export { MachineBroadcast } from './machine-broadcast.js';
export { SystemPressure } from './pressure.js';
export { systemRandom } from './random.js';
