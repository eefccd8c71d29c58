/**
 * The client's half: entry of `hearth-chat/client`. It runs in browsers, in Node and in the
 * simulator.
 */
export { Client, type ClientOptions, type ClientStats } from './client.js';
export type { TabLiveness } from './device.js';
export type { Announcement } from './effects.js';
export type { PageAnswer } from './inputs.js';
export type { ReadPage } from './page-requests.js';
export type { PresenceView } from './presence-view.js';
export type {
  AccountView,
  Applied,
  ClientState,
  Connection,
  OutboxEntry,
  RoomView,
  Timeline,
} from './state.js';
export { SharedTransport, type SharedTransportOptions } from './tabs/shared-transport.js';
export { timelineRows, type TimelineRow } from './timeline-rows.js';
