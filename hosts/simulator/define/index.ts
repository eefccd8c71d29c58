/** Simulations of an embedder's own: part of the entry `hearth-chat/testing`. */
export {
  defineSimulation,
  DefinitionError,
  type RunReport,
  type SabotageReport,
  type SeedRange,
  type Simulation,
} from './define-simulation.js';
export {
  SIMULATED_FAULTS,
  type Act,
  type AppHost,
  type ClientHost,
  type Invariant,
  type Operation,
  type Sabotage,
  type Scene,
  type SimulatedApp,
  type SimulatedFault,
  type SimulationDefinition,
} from './definition.js';
export type { Durable } from './durable.js';
export type { Json } from './json.js';
export type { SeedOptions } from './run-seed.js';
export type { SeedResult, SimulatedViolation } from './seed-result.js';
