/** Entry `hearth-chat/adapters/browser`: what the client's half needs of a browser. */
export { browserClock } from './browser-clock.js';
export { browserRandom } from './browser-random.js';
export { IndexedDbLocalStore } from './indexed-db-local-store.js';
export { nobleDigest } from './noble-digest.js';
export { BrowserTabs, openTabs } from './tabs.js';
export { WebSocketTransport } from './web-socket-transport.js';
