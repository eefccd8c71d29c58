/** Entry `hearth-chat/adapters/ws`: both ends of a connection on Node, by way of ws. */
export { WsSocket, type WsSocketParts } from './server-socket.js';
export { WsTransport, type WsTransportOptions } from './transport.js';
