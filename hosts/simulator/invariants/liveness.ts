import type { Invariant } from './invariant.js';

/** What must come to pass once the faults have stopped. */
export const LIVENESS: readonly Invariant[] = [
  {
    id: 'L-SEND',
    tier: 'E',
    statement:
      'every message is stored, refused or waiting for a person within the time to settle: 180 s ' +
      "of the faults' end, and 2 s for each message that waits in one room of a browser",
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'L-CONVERGE',
    tier: 'E',
    statement: 'every client is live in its rooms and equal to the model within the time to settle',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'L-RECONNECT',
    tier: 'E',
    statement: 'every client is signed in and connected again within the time to settle',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'L-PRESENCE',
    tier: 'E',
    statement:
      'every client shows for certain who of the core is present, and how, within the time to ' +
      'settle',
    needs: [],
    owner: 'core/presence',
  },
  {
    id: 'L-LEADER',
    tier: 'T',
    statement:
      'of the running tabs of a browser one leads, 2 s after the leader was lost, if one is ' +
      'visible',
    needs: ['U3'],
    owner: 'core/client/tabs',
  },
  {
    id: 'L-PASS-ON',
    tier: 'T',
    statement:
      'what the one connection of a browser is told of rooms, and its end, its tabs have within ' +
      '3 s; it says something within 3 s of its welcome, within 1 s that nobody types in a tab ' +
      'any more, and no goodbye while a tab is there',
    needs: ['U2'],
    owner: 'core/client/tabs',
  },
  {
    id: 'L-DELIVER',
    tier: 'T',
    statement:
      'while nothing is in the way, hellos and joins are answered, events are sent to those who ' +
      'follow their stream and told to the others, each within its time, and those who follow a ' +
      'room are told at once who types',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'L-DEADLOCK',
    tier: 'T',
    statement: 'something is always scheduled, and time goes on',
    needs: [],
    owner: 'hosts/simulator',
  },
  {
    id: 'L-DRAIN',
    tier: 'T',
    statement: 'a drain ends within its limit, and answers every command that it heard before',
    needs: ['P2'],
    owner: 'core/delivery',
  },
  {
    id: 'L-RECOVER',
    tier: 'T',
    statement: 'once a full disk has room again writes go on, with no restart',
    needs: ['S3'],
    owner: 'adapters/sqlite',
  },
  {
    id: 'L-TYPING',
    tier: 'T',
    statement:
      'a page that runs shows nobody to type for longer than 6 s after their last start has ' +
      'come, and says that its own person types with the first key and with one 3 s after it ' +
      'last did; at the end nobody is shown',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'L-JOB',
    tier: 'E',
    statement: 'every job is done or given up within 180 s',
    needs: [],
    owner: 'core/jobs',
  },
  {
    id: 'L-TELL',
    tier: 'E',
    statement:
      'once all is done whoever a message is for, has not read it and cannot have counted as ' +
      'active 60 s after it has been told of it, if 128 jobs and fewer waited',
    needs: [],
    owner: 'core/notifications',
  },
  {
    id: 'L-WITHDRAW',
    tier: 'E',
    statement: 'once all is done no browser shows what was read elsewhere or deleted',
    needs: [],
    owner: 'core/notifications',
  },
  {
    id: 'L-PROMPT',
    tier: 'T',
    statement:
      'a page has a timer for the next thing that it must do, and does it when that is due',
    needs: [],
    owner: 'core/client',
  },
];
