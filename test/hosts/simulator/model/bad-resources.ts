import type { ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { created, live, posted, ROOM, STREAM } from './histories.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';

/** Attempts that all fall into one instant. */
function failing(model: Model, attempts: number): void {
  for (let count = 0; count < attempts; count += 1) {
    model.retries.connecting('c1');
  }
}

/** A client loses its connection, means to wait for a time, and connects after a full second. */
export function comesBack(
  model: Model,
  moveTo: (ms: number) => void,
  { client, dueMs }: { readonly client: number; readonly dueMs: number },
): void {
  const name = `c${String(client)}`;
  moveTo(client * 10_000);
  model.ways.connecting(name, 1);
  model.ways.closed(name, 1, 'retry');
  model.ways.of(name).dueMs = client * 10_000 + dueMs;
  moveTo(client * 10_000 + 1_000);
  model.retries.waited(name, model.ways.of(name));
}

/** One of two connections is sent away from where a hundred a second are taken. */
function sentAway(model: Model, connection: string, reconnectAfterMs: number): void {
  const pace = { place: 'server@1', perSecond: 100, most: 2 };
  model.slots.serverSent(connection, { type: 'goaway', reconnectAfterMs }, pace);
}

/** A unit that takes too many statements for one event. */
function unitOf(
  title: string,
  unit: { readonly statements: number; readonly isPost: boolean },
): BadHistory {
  const play: BadHistory['play'] = (model) => {
    model.work.unit('server', { ...unit, events: 1 });
  };
  return { invariant: 'R-WORK', title, play };
}

/** Something that is read for each snapshot, in a process and in the one after it. */
function readForEach(title: string, read: (model: Model) => void): BadHistory {
  const play: BadHistory['play'] = (model) => {
    model.committed([created()]);
    for (let reads = 0; reads < 9; reads += 1) read(model);
    model.headcounts.begins('server');
    for (let reads = 0; reads < 10; reads += 1) read(model);
  };
  return { invariant: 'R-WORK', title, play };
}

/** What processes and clients held, and how they tried again and recovered. */
export const BAD_RESOURCES: readonly BadHistory[] = [
  {
    invariant: 'R-QUEUE',
    title: 'more commands under way than may be',
    play: (model) => {
      model.resources.held('server@1', { commands: 5 }, { commands: 4 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'a connection that follows more rooms than may be',
    play: (model) => {
      model.resources.held('server@1', { connectionRoomsMost: 9 }, { connectionRoomsMost: 8 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'one connection that follows rooms, where all follow none',
    play: (model) => {
      model.resources.shared('server@1', 'rooms', { all: 0, most: 2 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'runs that a leader keeps and does not count',
    play: (model) => {
      model.resources.kept('c1.1', { runs: 2, bytes: 0 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'somebody who waits while four in a row go first',
    play: (model) => {
      model.resources.held('server@1', { catchUpsPassedOver: 4 }, { catchUpsPassedOver: 3 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'a socket that is given more while it is full',
    play: (model) => {
      model.resources.given('c1#1', 70_000, 65_536);
    },
  },
  {
    invariant: 'R-SLOW',
    title: 'a connection that is kept though it accepts nothing',
    play: (model) => {
      model.resources.stalled('c1#1', 32_000, 31_000);
    },
  },
  {
    invariant: 'R-LEAK',
    title: 'a stream that is held when everyone has gone',
    play: (model) => {
      model.resources.left('server@1', { connections: 0, streams: 1 });
    },
  },
  {
    invariant: 'R-LEAK',
    title: 'a timer that a drain leaves behind from which everyone has gone',
    play: (model) => {
      model.resources.left('server@1', { 'timers of a drain': 1 });
    },
  },
  {
    invariant: 'R-LEAK',
    title: 'a caller whose answer came, and whom a page that has stopped still holds',
    play: (model) => {
      model.resources.left('c1', { callers: 1, channels: 0 });
    },
  },
  {
    invariant: 'R-SIGNAL',
    title: 'heads that are told again before their interval is over',
    play: (model, moveTo) => {
      model.signals.serverSent('c1#1', headsAt(3), 500);
      moveTo(499);
      model.signals.serverSent('c1#1', headsAt(4), 500);
    },
  },
  {
    invariant: 'R-SLOT',
    title: 'two whom a drain sends back at one time',
    play: (model) => {
      sentAway(model, 'c1#1', 0);
      sentAway(model, 'c2#1', 9);
    },
  },
  {
    invariant: 'R-SLOT',
    title: 'somebody who is sent back later than all of them take',
    play: (model) => {
      sentAway(model, 'c1#1', 0);
      sentAway(model, 'c2#1', 21);
    },
  },
  {
    invariant: 'R-SIGNAL',
    title: 'a head that is told twice',
    play: (model, moveTo) => {
      model.signals.serverSent('c1#1', headsAt(3), 500);
      moveTo(500);
      model.signals.serverSent('c1#1', headsAt(3), 500);
    },
  },
  unitOf('a post that asks the store for each member of its room', {
    statements: 14,
    isPost: true,
  }),
  unitOf('a unit that asks the store for each person', { statements: 19, isPost: false }),
  {
    invariant: 'R-WORK',
    title: 'a log that is read once for each who follows it',
    play: (model) => {
      model.work.readLog('server');
      model.committed([created(), posted(1), posted(2)]);
      model.work.asked('server');
      for (let reads = 0; reads < 24; reads += 1) model.work.readLog('server');
    },
  },
  {
    invariant: 'R-WORK',
    title: 'frames that nothing has called for',
    play: (model) => {
      model.work.heard('c1#1', 'server', { type: 'join', stream: STREAM, position: null });
      model.committed([created()]);
      for (let frames = 0; frames < 8; frames += 1) model.work.said('c1#1', 'server', live(1));
    },
  },
  {
    invariant: 'R-WORK',
    title: 'sessions that are looked up all the time',
    play: (model) => {
      model.work.watched('server', 2);
      for (let times = 0; times < 23; times += 1) model.work.readSession('server');
    },
  },
  readForEach('members of a room that are looked up for each snapshot', ({ headcounts }) => {
    headcounts.readMembers('server');
  }),
  readForEach('people who are counted for each snapshot', ({ headcounts }) => {
    headcounts.readPeople('server');
  }),
  {
    invariant: 'R-QUEUE',
    title: 'a read that waits though there is room for it',
    play: (model) => {
      model.resources.waiting('server@1', { waiting: 1, room: 2 });
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'bytes in sockets that are not counted',
    play: (model) => {
      model.resources.counted('server@1', 0, 900);
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'runs that are kept, and no stream that keeps any',
    play: (model) => {
      model.resources.shared('server@1', 'runs', { all: 3, most: 0 });
    },
  },
  {
    invariant: 'R-SLOW',
    title: 'a connection that is kept though it says nothing',
    play: (model) => {
      model.resources.silent('c1#1', 48_000, 47_000);
    },
  },
  {
    invariant: 'R-SLOW',
    title: 'a connection that is closed as slow and was not',
    play: (model) => {
      model.resources.closedAsSlow('c1#1', [20_000, 900]);
    },
  },
  {
    invariant: 'L-DRAIN',
    title: 'a drain that leaves somebody connected',
    play: (model) => {
      model.ends.drainLeft('server@1', 1);
    },
  },
  {
    invariant: 'R-TX-SPAN',
    title: 'a transaction that waits for something else',
    play: (model) => {
      model.resources.wentOn('server@1', false);
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'attempts that follow each other without a wait',
    play: (model) => {
      failing(model, 8);
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'clients that all wait for the same time',
    play: (model, moveTo) => {
      for (let client = 1; client <= 6; client += 1)
        comesBack(model, moveTo, { client, dueMs: 300 });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a command that is said again at once',
    play: (model) => {
      for (let count = 0; count < 2; count += 1) model.retries.said('c1#1', 'key-1');
    },
  },
  {
    invariant: 'L-DRAIN',
    title: 'a drain that takes longer than it may',
    play: (model) => {
      model.ends.drained('server@1', 6_000, 5_000);
    },
  },
  {
    invariant: 'L-DRAIN',
    title: 'a drain that closes a connection before its answers',
    play: (model) => {
      model.ends.drainClosed('c1#1', 1);
    },
  },
  {
    invariant: 'L-RECOVER',
    title: 'a store that says for long that the disk is full, which has room',
    play: (model) => {
      model.recovery.hasRoom(false);
      model.recovery.hasRoom(true);
      model.recovery.refused('server@1', -1);
    },
  },
  {
    invariant: 'S-CODEC',
    title: 'a frame that is read as another one',
    play: (model) => {
      model.frames.recoded('c1#1', '{"type":"ping","n":1}', '{"type":"ping","n":2}');
    },
  },
  {
    invariant: 'S-CODEC',
    title: 'a field of a newer version that can not be read over',
    play: (model) => {
      model.frames.readNewer('c1#1', '{"type":"ping","n":1}', null);
    },
  },
  {
    invariant: 'S-CLOCK',
    title: 'a message that is there only when clocks are wrong',
    play: (model) => {
      model.committed([created()]);
      const twin = model.twins.story();
      model.committed([posted(1)]);
      model.twins.compare(twin);
    },
  },
];

function headsAt(seq: number): ServerFrame {
  return { type: 'heads', heads: [[ROOM, seq, NOTHING_POSTED]] };
}
