import type { Invariant } from './invariant.js';

/** What must not grow, stay behind or be held for others. */
export const RESOURCES: readonly Invariant[] = [
  {
    id: 'R-QUEUE',
    tier: 'T',
    statement:
      'every bounded structure is within its bound and counts what it holds, no socket is given ' +
      'more once it said that it is full, nobody waits while there is room, or while more than ' +
      'three in a row go first, small gaps go before others in three turns of four, and news ' +
      'that everybody was told of are not kept',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'R-SLOW',
    tier: 'T',
    statement:
      'a connection is closed once it has accepted nothing, or said nothing, for longer than its ' +
      'limit, and not before',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'R-LEAK',
    tier: 'T',
    statement:
      'while nobody is connected a process holds no stream, run or news, and once everyone has ' +
      'gone no connection, person, address, read or command either, gives nothing up, and has no ' +
      'timer set but the next look at the log, and none once it was drained; a page that has ' +
      'stopped holds no caller and no channel',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'R-SHED',
    tier: 'T',
    statement:
      'under pressure typing is given up first, then presence, then new connections, then the ' +
      'pace of reads, a step at a time; only then, and not for longer, and the log says when it ' +
      'is over',
    needs: ['P5'],
    owner: 'core/delivery',
  },
  {
    id: 'R-SLOT',
    tier: 'T',
    statement:
      'those whom a drain sends away come back one after the other, as fast as they are taken ' +
      'elsewhere, and none of them later than that takes',
    needs: ['P2'],
    owner: 'core/delivery',
  },
  {
    id: 'R-RETRY',
    tier: 'T',
    statement:
      'whoever tries again waits in between, longer each time, and by chance: not when ' +
      'others do; nobody connects, leaves, asks or joins again without a reason, or says what ' +
      'the log has brought',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'R-SIGNAL',
    tier: 'T',
    statement: 'heads are told one frame an interval at most, and nothing of them twice',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'R-WORK',
    tier: 'T',
    statement:
      'the work for a message grows with those whom it reaches: statements of a unit with its ' +
      'events, reads of the log with events and joins, of members with whoever comes, frames ' +
      'with what is said and committed',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'R-TX-SPAN',
    tier: 'T',
    statement: 'no transaction is open while its unit waits for anything but the storage',
    needs: [],
    owner: 'core',
  },
];
