import { SimulatedBroadcast, type SimulatedBus } from '../../../adapters/simulated/broadcast.js';
import type { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import type { SimulatedServer } from '../../../adapters/simulated/network.js';
import type { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { Delivery } from '../../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import { isChatError } from '../../../core/vocabulary/errors.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { BusCuts } from './bus-cuts.js';
import { countedClock } from './counted-clock.js';
import { DoorWatch } from './door-watch.js';
import type { EngineChannel } from './engine-channel.js';
import { refusal } from './front.js';
import { signalFate } from './signals.js';
import { DefectTelemetry } from './telemetry.js';
import { watchedBroadcast } from './typing-watch.js';
import { placeOf } from './work-watch.js';
import type { World } from './world.js';
export interface DeliveryOptions {
  readonly world: World;
  readonly life: Life;
  readonly clock: SimulatedClock;
  /** Of the place on the machine, and on the bus. */
  readonly name: string;
  readonly bus: SimulatedBus;
  readonly cuts: BusCuts;
  readonly limits: DeliveryLimits;
  readonly pressure: SimulatedPressure;
}

/** What holds the connections: the real delivery, and what the network reaches. */
export interface DeliverySide {
  readonly life: Life;
  readonly delivery: Delivery;
  readonly server: SimulatedServer;
  readonly channel: EngineChannel;
  /** Timers of it that are set. */
  timers(): number;
}

/** What one process says to the others and hears of them. */
export function broadcastOf(
  options: Omit<DeliveryOptions, 'limits' | 'clock' | 'pressure'>,
): SimulatedBroadcast {
  const { world, life, name, bus, cuts } = options;
  const timeline = timelineOf(world.kernel, life);
  const fate = signalFate({ world, life, name, cuts });
  return new SimulatedBroadcast({ timeline, fate, name, bus });
}

/** Starts delivery beside an engine. Resolves when it takes connections. */
export async function startDelivery(
  options: Omit<DeliveryOptions, 'bus' | 'cuts' | 'name'>,
  { channel, broadcast }: { readonly channel: EngineChannel; broadcast: SimulatedBroadcast },
): Promise<DeliverySide> {
  const { world, life, clock, limits, pressure } = options;
  const timeline = timelineOf(world.kernel, life);
  const counted = countedClock(clock);
  world.model.headcounts.begins(placeOf(life.lane));
  const delivery: Delivery = new Delivery({
    store: {
      read: (look) => channel.ask(({ store }) => store.read(look)),
      write: (unit, how) => channel.ask(({ store }) => store.write(unit, how)),
      changeToken: () => channel.ask(({ store }) => store.changeToken()),
      changesAfter: (token, most) => channel.ask(({ store }) => store.changesAfter(token, most)),
    },
    broadcast: watchedBroadcast(world, broadcast, {
      place: life.lane,
      isPressed: () => delivery.stats().pressureLevel > 0,
    }),
    clock: counted,
    random: new SimulatedRandom(world.kernel.draws('presence', life.lane)),
    digest: systemDigest,
    codec: wireCodec,
    telemetry: new DefectTelemetry(world),
    pressure,
    execute: (caller, command) => channel.ask(({ engine }) => engine.execute(caller, command)),
    limits,
  });
  await delivery.start();
  const door = new DoorWatch({ world, place: life.lane, delivery, limits });
  const requested = (): void => {
    world.model.work.requested(placeOf(life.lane));
  };
  const server = serverOf(timeline, { door, requested }, channel);
  return { life, delivery, server, channel, timers: () => counted.timers };
}

/** What the network reaches: sockets for delivery, requests for the front. */
function serverOf(
  timeline: SimulatedServer['timeline'],
  { door, requested }: { readonly door: DoorWatch; readonly requested: () => void },
  channel: EngineChannel,
): SimulatedServer {
  const identify = (token: string | null) =>
    token === null ? Promise.resolve(null) : channel.ask(({ sessions }) => sessions.resume(token));
  return {
    timeline,
    accept: (socket, token, from) => {
      identify(token).then(
        (caller) => {
          door.letIn({ socket, ...from }, caller);
        },
        () => {
          socket.close('busy');
        },
      );
    },
    handle: (request) => {
      channel.engine?.gate.noteForeign();
      requested();
      return channel
        .ask(({ front }) => front.handle(request))
        .catch((error: unknown) => {
          if (isChatError(error)) return refusal(error);
          throw error;
        });
    },
  };
}
