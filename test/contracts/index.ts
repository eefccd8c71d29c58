/**
 * Entry `hearth-chat/testing`: for each port, what every adapter of it has to do, as tests; and
 * simulations of an embedder's own.
 */
export { describeAuditContract } from './audit.contract.js';
export { describeAuthContract, type AuthUnderTest } from './auth.contract.js';
export { describeBroadcastContract, type BroadcastUnderTest } from './broadcast.contract.js';
export { describeClockContract, type ClockUnderTest } from './clock.contract.js';
export { describeCodecContract } from './codec.contract.js';
export { describeDigestContract } from './digest.contract.js';
export type { ContractHarness } from './harness.js';
export { describeLocalStoreContract } from './local-store.contract.js';
export {
  describeOutboundContract,
  type OutboundArrival,
  type OutboundBench,
  type OutboundReply,
} from './outbound.contract.js';
export { describePressureContract, type PressureUnderTest } from './pressure.contract.js';
export { describePushContract, type PushBench, type PushServiceMood } from './push.contract.js';
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
export {
  defineSimulation,
  DefinitionError,
  SIMULATED_FAULTS,
  type Act,
  type AppHost,
  type ClientHost,
  type Durable,
  type Invariant,
  type Json,
  type Operation,
  type RunReport,
  type Sabotage,
  type SabotageReport,
  type Scene,
  type SeedOptions,
  type SeedRange,
  type SeedResult,
  type SimulatedApp,
  type SimulatedFault,
  type SimulatedViolation,
  type Simulation,
  type SimulationDefinition,
} from '../../hosts/simulator/define/index.js';
