import type { CommandOutcome, Command } from '../vocabulary/commands.js';
import type { Caller } from '../../ports/auth.js';
import type { Broadcast } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Codec } from '../../ports/codec.js';
import type { Digest } from '../../ports/digest.js';
import type { Pressure } from '../../ports/pressure.js';
import type { Random } from '../../ports/random.js';
import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { DeliveryLimits } from './limits.js';

/** What delivery needs of the world. */
export interface DeliveryPorts {
  readonly store: Pick<Store, 'read' | 'write' | 'changeToken' | 'changesAfter'>;
  readonly broadcast: Broadcast;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly codec: Codec;
  readonly telemetry: Telemetry;
  readonly pressure: Pressure;
  /** The engine: resolves after the commit, with refusals as outcomes. */
  readonly execute: (caller: Caller, command: Command) => Promise<CommandOutcome>;
}

/** The ports together with the limits, as every part of delivery takes them. */
export interface Workings extends DeliveryPorts {
  readonly limits: DeliveryLimits;
}
