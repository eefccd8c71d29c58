/** Entry `hearth-chat/adapters/web-push`: notifications for browsers that are away. */
export { generateVapidKeys, type Vapid, type VapidKeys } from './vapid.js';
export { WebPush, type WebPushOptions } from './web-push.js';
