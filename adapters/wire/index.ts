/** Entry `hearth-chat/adapters/wire`: what goes over the wire, checked in both directions. */
export { CLOSE_CODES, closeCodeOf, closeReasonOf } from './close-codes.js';
export { wireCodec } from './codec.js';
export { readPageAnswer, type PageAnswer } from './http.js';
