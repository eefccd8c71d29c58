import type { Messaging } from '../../../core/messaging/messaging.js';
import type { Notifications } from '../../../core/notifications/notifications.js';
import type { People } from '../../../core/people/people.js';
import type { Sessions } from '../../../core/sessions/sessions.js';
import type { Auth } from '../../../ports/auth.js';
import type { Clock } from '../../../ports/clock.js';
import type { Store } from '../../../ports/store.js';
import type { Telemetry } from '../../../ports/telemetry.js';
import type { HttpOptions } from '../options.js';

/** What the routes are made of. */
export interface HttpParts {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly people: People;
  readonly messaging: Messaging;
  readonly notifications: Notifications;
  readonly store: Store;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Text of every metric; null where the telemetry is the embedder's own. */
  readonly metrics: (() => Promise<string>) | null;
  readonly options: HttpOptions;
}
