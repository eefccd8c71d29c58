import type { ErrorCode } from '../../core/vocabulary/errors.js';

/** What a person at the terminal does about each error. */
export const ADVICE: Readonly<Record<ErrorCode, string>> = {
  invalid_argument: 'See it with --help; hearth --help lists the verbs.',
  unauthenticated: 'Name a person who exists: hearth user list shows them.',
  forbidden: 'Ask an administrator.',
  not_found:
    'See what is there: hearth room list, hearth user list. --data names another folder, ' +
    'hearth setup starts a new Hearth.',
  conflict: 'Look at what is there: hearth user list, hearth room list.',
  gone: 'It was deleted. Nothing can be done with it.',
  limit_exceeded: 'Use less of it.',
  rate_limited: 'Wait a little and repeat.',
  busy: 'Wait a little and repeat.',
  disk_full: 'Free some space and repeat.',
  unavailable: 'Nobody knows whether it happened. Look, or repeat with the same --key.',
  deadline_exceeded: 'Wait a little and repeat.',
  protocol_violation: 'Check that both sides are Hearth.',
  client_too_old: 'Update this program.',
  server_too_old: 'Update the server.',
  stale_position: 'Start over.',
  stale_lease: 'Another program has taken over.',
  draining: 'The server is stopping. Repeat when it is back.',
  not_a_database: 'Move the file away, or name another folder with --data.',
  schema_too_new: 'Use the version of Hearth that wrote it, or a newer one.',
  data_unreadable:
    'Check that this account may read and write the folder, or name another with --data.',
  data_damaged:
    'Stop the server and copy the whole folder away, as it is. Then put a backup in its place, ' +
    'or save what can still be read: sqlite3 hearth.sqlite3 .recover.',
  port_in_use: 'Stop the other program, or choose another port with --port.',
  internal: 'This is a defect. Run it again with --log-level debug and report what it says.',
};
