/** Entry `hearth-chat/testing`: for each port, what every adapter of it has to do, as tests. */
export { describeAuthContract, type AuthUnderTest } from './auth.contract.js';
export { describeBroadcastContract, type BroadcastUnderTest } from './broadcast.contract.js';
export { describeClockContract, type ClockUnderTest } from './clock.contract.js';
export { describeCodecContract } from './codec.contract.js';
export { describeDigestContract } from './digest.contract.js';
export type { ContractHarness } from './harness.js';
export { describeLocalStoreContract } from './local-store.contract.js';
export { describeRandomContract } from './random.contract.js';
export { describeSocketContract, type SocketBench, type SocketPeer } from './socket.contract.js';
export { describeStoreContract, type StoreSetup, type StoreUnderTest } from './store.contract.js';
export {
  describeTabsContract,
  tabUnderTest,
  type TabsBench,
  type TabUnderTest,
} from './tabs.contract.js';
export { describeTelemetryContract, type TelemetryUnderTest } from './telemetry.contract.js';
export {
  describeTransportContract,
  type TransportBench,
  type TransportPeer,
} from './transport.contract.js';
