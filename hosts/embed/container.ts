import 'reflect-metadata';
import {
  container as root,
  instancePerContainerCachingFactory as once,
  type DependencyContainer,
  type InjectionToken,
} from 'tsyringe';
import { Argon2Auth, CHECKS_WAITING_MAX } from '../../adapters/argon2/argon2-auth.js';
import { systemClock } from '../../adapters/system/clock.js';
import { systemDigest } from '../../adapters/system/digest.js';
import { LocalBroadcast } from '../../adapters/system/local-broadcast.js';
import { SystemPressure } from '../../adapters/system/pressure.js';
import { systemRandom } from '../../adapters/system/random.js';
import { wireCodec } from '../../adapters/wire/codec.js';
import { BackgroundAudit } from '../../core/audit/background/background-audit.js';
import { Delivery } from '../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../core/delivery/limits.js';
import { Engine } from '../../core/engine.js';
import { JobRunner } from '../../core/jobs/runner.js';
import { Messaging } from '../../core/messaging/messaging.js';
import { Notifications } from '../../core/notifications/notifications.js';
import { People } from '../../core/people/people.js';
import { Reading } from '../../core/reading/reading.js';
import { Rooms } from '../../core/rooms/rooms.js';
import { Sessions } from '../../core/sessions/sessions.js';
import { Terms } from '../../core/sessions/terms.js';
import type { Auth } from '../../ports/auth.js';
import type { Broadcast } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { Push } from '../../ports/push.js';
import type { Random } from '../../ports/random.js';
import type { Store } from '../../ports/store.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';
import { identifyBySession } from './session-identity.js';

const token = {
  store: Symbol('Store') as InjectionToken<Store>,
  telemetry: Symbol('Telemetry') as InjectionToken<Telemetry>,
  clock: Symbol('Clock') as InjectionToken<Clock>,
  random: Symbol('Random') as InjectionToken<Random>,
  digest: Symbol('Digest') as InjectionToken<Digest>,
  broadcast: Symbol('Broadcast') as InjectionToken<Broadcast>,
  auth: Symbol('Auth') as InjectionToken<Auth>,
  sessions: Symbol('Sessions') as InjectionToken<Sessions>,
  people: Symbol('People') as InjectionToken<People>,
  rooms: Symbol('Rooms') as InjectionToken<Rooms>,
  messaging: Symbol('Messaging') as InjectionToken<Messaging>,
  engine: Symbol('Engine') as InjectionToken<Engine>,
  delivery: Symbol('Delivery') as InjectionToken<Delivery>,
  push: Symbol('Push') as InjectionToken<Push>,
  notifications: Symbol('Notifications') as InjectionToken<Notifications>,
  jobs: Symbol('JobRunner') as InjectionToken<JobRunner>,
  audit: Symbol('BackgroundAudit') as InjectionToken<BackgroundAudit>,
};

/** What is given to a composition; the rest is the system's own. */
export interface GivenPorts {
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Hearth's own sessions where null. */
  readonly auth: Auth | null;
  /** Signals within this process alone where null. */
  readonly broadcast: Broadcast | null;
}

/** What a process is given that connects people. */
interface GivenToServe extends GivenPorts {
  /** Bounds of delivery that are not as by default. */
  readonly limits: Partial<DeliveryLimits>;
  /** How browsers are told that nobody looks at. */
  readonly push: Push;
}

/** The verbs of core. */
export interface Verbs {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly people: People;
  readonly rooms: Rooms;
  readonly messaging: Messaging;
  readonly engine: Engine;
}

/** Verbs with the ports that they were given. */
export interface ComposedVerbs extends Verbs {
  readonly broadcast: Broadcast;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly random: Random;
}

/** The verbs, what pushes what they did, does what they call for, and looks whether it is so. */
export interface Composition extends ComposedVerbs {
  readonly delivery: Delivery;
  readonly notifications: Notifications;
  readonly jobs: JobRunner;
  readonly audit: BackgroundAudit;
}

/** One instance of everything. Compositions share nothing but what was given to both. */
export function composeHearth(given: GivenToServe): Composition {
  const container = serve(compose(root.createChildContainer(), given), given);
  return {
    ...resolveVerbs(container),
    delivery: container.resolve(token.delivery),
    notifications: container.resolve(token.notifications),
    jobs: container.resolve(token.jobs),
    audit: container.resolve(token.audit),
  };
}

/** The verbs alone, for programs that connect nobody. */
export function composeVerbs(given: GivenPorts): ComposedVerbs {
  return resolveVerbs(compose(root.createChildContainer(), given));
}

function resolveVerbs(container: DependencyContainer): ComposedVerbs {
  return {
    auth: container.resolve(token.auth),
    sessions: container.resolve(token.sessions),
    people: container.resolve(token.people),
    rooms: container.resolve(token.rooms),
    messaging: container.resolve(token.messaging),
    engine: container.resolve(token.engine),
    broadcast: container.resolve(token.broadcast),
    clock: container.resolve(token.clock),
    digest: container.resolve(token.digest),
    random: container.resolve(token.random),
  };
}

function compose(container: DependencyContainer, given: GivenPorts): DependencyContainer {
  registerPorts(container, given);
  container.register(token.sessions, {
    useFactory: once((c) => {
      const [auth, telemetry] = [c.resolve(token.auth), c.resolve(token.telemetry)];
      return new Sessions({ ...corePorts(c), auth, telemetry });
    }),
  });
  container.register(token.people, {
    useFactory: once((c) => new People({ ...corePorts(c), auth: c.resolve(token.auth) })),
  });
  container.register(token.rooms, { useFactory: once((c) => new Rooms(corePorts(c))) });
  container.register(token.messaging, { useFactory: once((c) => new Messaging(corePorts(c))) });
  container.register(token.engine, {
    useFactory: once(
      (c) =>
        new Engine({
          messaging: c.resolve(token.messaging),
          rooms: c.resolve(token.rooms),
          terms: new Terms(corePorts(c)),
          reading: new Reading(corePorts(c)),
        }),
    ),
  });
  return container;
}

function serve(container: DependencyContainer, given: GivenToServe): DependencyContainer {
  container.register(token.push, { useValue: given.push });
  container.register(token.delivery, {
    useFactory: once((c) => composeDelivery(c, given.limits)),
  });
  container.register(token.notifications, { useFactory: once(composeNotifications) });
  container.register(token.jobs, {
    useFactory: once(
      (c) =>
        new JobRunner(
          { ...corePorts(c), telemetry: c.resolve(token.telemetry) },
          c.resolve(token.notifications).kinds,
        ),
    ),
  });
  container.register(token.audit, {
    useFactory: once(
      (c) => new BackgroundAudit({ ...corePorts(c), telemetry: c.resolve(token.telemetry) }),
    ),
  });
  return container;
}

function registerPorts(container: DependencyContainer, given: GivenPorts): void {
  container.register(token.store, { useValue: given.store });
  container.register(token.telemetry, { useValue: given.telemetry });
  container.register(token.clock, { useValue: systemClock });
  container.register(token.random, { useValue: systemRandom });
  container.register(token.digest, { useValue: systemDigest });
  container.register(token.broadcast, {
    useFactory: once(() => given.broadcast ?? new LocalBroadcast()),
  });
  container.register(token.auth, { useFactory: once((c) => given.auth ?? composeAuth(c)) });
}

/**
 * Sessions need the passwords and identifying needs sessions: the latter are looked up when first
 * asked.
 */
function composeAuth(container: DependencyContainer): Auth {
  const auth = new Argon2Auth({
    identify: identifyBySession((text) => container.resolve(token.sessions).resume(text)),
  });
  gaugeWithBound(container.resolve(token.telemetry), {
    name: 'auth_checks_waiting',
    help: 'Password checks that wait',
    used: () => auth.waitingChecks,
    bound: () => CHECKS_WAITING_MAX,
  });
  return auth;
}

function composeDelivery(container: DependencyContainer, limits: GivenToServe['limits']): Delivery {
  const engine = container.resolve(token.engine);
  return new Delivery({
    ...corePorts(container),
    codec: wireCodec,
    telemetry: container.resolve(token.telemetry),
    pressure: new SystemPressure(),
    execute: (caller, command) => engine.execute(caller, command),
    limits,
  });
}

function composeNotifications(container: DependencyContainer): Notifications {
  const delivery = container.resolve(token.delivery);
  return new Notifications({
    ...corePorts(container),
    push: container.resolve(token.push),
    telemetry: container.resolve(token.telemetry),
    presence: { of: (userId) => delivery.presenceOf(userId) },
  });
}

function corePorts(container: DependencyContainer) {
  return {
    store: container.resolve(token.store),
    clock: container.resolve(token.clock),
    random: container.resolve(token.random),
    digest: container.resolve(token.digest),
    broadcast: container.resolve(token.broadcast),
  };
}
