import { join } from 'node:path';
import { systemClock } from '../../adapters/system/clock.js';
import { LocalBroadcast } from '../../adapters/system/local-broadcast.js';
import { MachineBroadcast } from '../../adapters/system/machine-broadcast.js';
import { systemRandom } from '../../adapters/system/random.js';
import type { Telemetry } from '../../ports/telemetry.js';

/** Broadcast to this process and to the others that serve the same data folder. */
export function joinNeighbours(folder: string, telemetry: Telemetry): Promise<MachineBroadcast> {
  return MachineBroadcast.join({
    folder: join(folder, 'neighbours'),
    own: new LocalBroadcast(),
    clock: systemClock,
    random: systemRandom,
    telemetry,
  });
}
