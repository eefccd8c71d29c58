/** The server's half of core: everything that a program needs beside adapters for the ports. */
export { BackgroundAudit, type AuditStats } from './audit/background/background-audit.js';
export { AUDIT_LIMITS, type AuditLimits } from './audit/background/limits.js';
export { examine } from './audit/doctor.js';
export { FINDINGS, FINDINGS_MAX, type Finding, type FindingCode } from './audit/finding.js';
export { Engine } from './engine.js';
export { Messaging } from './messaging/messaging.js';
export type { MessageCursor, PageRequest, PageWithPeople } from './messaging/page.js';
export {
  People,
  PEOPLE_LISTED_MAX,
  type AccountStatus,
  type FirstRun,
  type Join,
} from './people/people.js';
export type { Introduction } from './people/candidate.js';
export { Reading } from './reading/reading.js';
export { Rooms } from './rooms/rooms.js';
export { Sessions, type SignIn } from './sessions/sessions.js';
export { SESSION_TTL_MS, type SignedIn } from './sessions/start-session.js';
