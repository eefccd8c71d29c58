import type { Command } from '../../../../core/vocabulary/commands.js';
import { done, refused } from '../../../../core/vocabulary/errors.js';
import type { ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { RoomId } from '../../../../core/vocabulary/ids.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { ShownStretch } from '../../../../hosts/simulator/model/requests.js';
import type { Screen } from '../../../../hosts/simulator/model/screens.js';
import type { ShownConnection } from '../../../../hosts/simulator/model/shown-connection.js';
import type { ShownEntry } from '../../../../hosts/simulator/model/shown-entries.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, created, keyOf, posted, POST, ROOM, runOf, STREAM, WELCOME } from './histories.js';

const ONLINE: ShownConnection = { phase: 'online' };
const COMMAND = 30_000;
/** A page that has applied nothing of a room. */
const NOWHERE = { reached: 0, resets: 0 };

/** A page that the server has welcomed. */
function welcome(model: Model): void {
  model.ways.connecting('c1', 1);
  model.ways.opened('c1', 1);
  model.ways.came('c1', 1, WELCOME);
}

function screenOf(more: Partial<Screen> = {}): Screen {
  const nothing = { userId: ANA, rooms: new Map(), outbox: [], timersFired: 0 };
  return { ...nothing, connection: ONLINE, nextTimerMs: 0, ...more };
}

function entryOf(id: number, kind: ShownEntry['state']['kind']): ShownEntry {
  const clientMessageId = keyOf(`key-${String(id)}`);
  const what = { roomId: ROOM, body: 'text', order: id, createdAt: id, uncertain: false };
  return { clientMessageId, ...what, state: { kind } };
}

function shows(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-SHOWN', title, play };
}

function stretch(more: Partial<ShownStretch>): ShownStretch {
  const nothing = { messages: [{ seq: 5 }], loading: null, pageRefusal: null };
  return { ...nothing, olderExist: true, newerExist: false, ...more };
}

/** Another state of a connection than what went over its way. */
const CONNECTIONS: readonly BadHistory[] = [
  shows('a connection that is said to be there before the welcome', (model) => {
    model.ways.connecting('c1', 1);
    model.screens.shown('c1', screenOf());
  }),
  shows('a wait that is longer than any', (model) => {
    welcome(model);
    model.screens.shown('c1', screenOf());
    model.ways.closed('c1', 1, 'retry');
    const connection = { attempt: 1, downSince: 0, retryAt: 31_000, refusal: null };
    model.screens.shown('c1', screenOf({ connection: { phase: 'waiting', ...connection } }));
  }),
  shows('a room that is said to be live before the server said so', (model) => {
    welcome(model);
    model.ways.handed('c1', 1, { type: 'join', stream: STREAM, position: null });
    const rooms = new Map([[ROOM, { status: { kind: 'live' } as const }]]);
    model.screens.shown('c1', screenOf({ rooms }));
  }),
];

/** Unsent messages, commands and drafts that are shown as what they are not. */
const WRITINGS: readonly BadHistory[] = [
  shows('a message that is said to be on its way, and was not sent', (model) => {
    welcome(model);
    model.screens.shown('c1', screenOf({ outbox: [entryOf(1, 'sending')] }));
  }),
  shows('unsent messages in another order than that of writing', (model) => {
    welcome(model);
    const outbox = [entryOf(2, 'queued'), entryOf(1, 'queued')];
    model.screens.shown('c1', screenOf({ outbox }));
  }),
  shows('a device that keeps everything, and is said to fail', (model) => {
    model.screens.checkDevice('c1', { durable: false, failed: false });
  }),
  shows('an edit that is said to be done, of which no answer came', (model) => {
    const pending = model.ways.began('c1', 'edit 1 text', COMMAND);
    const value = { messageId: 1, roomId: ROOM, seq: 2, revision: 2 };
    model.screens.settled('c1', pending, done(value));
  }),
  shows('a command that may have been done, and is said not to be', (model, moveTo) => {
    welcome(model);
    const pending = model.ways.began('c1', 'createRoom Garden', COMMAND);
    const command = { name: 'createRoom', roomName: 'Garden', key: 'k' } as unknown as Command;
    model.ways.handed('c1', 1, { type: 'command', id: 1, command });
    const unknown = refused('unavailable', 'no');
    const answer = { type: 'answer', name: 'createRoom', id: 1, outcome: unknown } as const;
    model.ways.came('c1', 1, answer);
    moveTo(COMMAND);
    model.screens.settled('c1', pending, refused('deadline_exceeded', 'no'));
  }),
  shows('a draft that is gone', (model) => {
    model.drafts.typed('c1', ROOM, 'half a');
    model.drafts.shown('c1', new Map());
  }),
  shows('a draft that a new page does not find', (model) => {
    model.drafts.restored('c1', new Map(), new Map([[ROOM, 'half a']]));
  }),
];

/** Lists and pages. */
const READINGS: readonly BadHistory[] = [
  shows('a room under the name that it had before', (model) => {
    model.committed([created()]);
    const rooms = new Map([[ROOM, { room: { name: 'Field', changedAt: 1 } }]]);
    model.lists.shown({ client: 'c1', account: null, at: () => 1, told: () => 0, rooms });
  }),
  shows('a message of somebody whose name the page does not know', (model) => {
    model.lists.named(ANA, 'Ana');
    model.lists.authors({ client: 'c1', authors: [ANA], people: new Map() });
  }),
  shows('a list without the room that was opened', (model) => {
    const requires = { stream: STREAM, seq: 1 };
    const data = JSON.stringify({ roomId: ROOM, name: 'Garden', requires });
    model.committed([{ ...created(), stream: 'account', kind: 'room.opened', data }]);
    const account = { name: '', peopleCount: 0, rooms: [] };
    const at = { at: () => 1, told: () => 0 };
    model.lists.shown({ client: 'c1', account, ...at, rooms: new Map() });
  }),
  shows('a room of the list behind what its page was told of it', (model) => {
    const requires = { stream: STREAM, seq: 0 };
    const data = JSON.stringify({ roomId: ROOM, name: 'Garden', requires });
    model.committed([created()]);
    model.committed([{ ...created(), stream: 'account', kind: 'room.opened', data }]);
    const list = [{ id: ROOM, name: 'Garden', head: 0 }];
    const account = { name: '', peopleCount: 0, rooms: list };
    const at = (stream: 'account' | RoomId): number | null => (stream === 'account' ? 1 : null);
    model.lists.shown({ client: 'c1', account, at, told: () => 1, rooms: new Map() });
  }),
  shows('an older page that is asked for and not loaded', (model) => {
    const stretches = { before: stretch({}), after: stretch({}), isKnown: true };
    model.requests.asked('c1', { roomId: ROOM, what: 'older' }, stretches);
  }),
  shows('a page that has come and is not shown', (model) => {
    const loading = stretch({ loading: 'older' });
    const flight = model.requests.begun('c1', ROOM, NOWHERE);
    model.requests.shown('c1', ROOM, { stretch: loading, resets: 0 });
    model.requests.answered(flight, null);
    model.requests.shown('c1', ROOM, { stretch: stretch({}), resets: 0 });
  }),
  shows('a page that was refused, for another reason than is said', (model) => {
    const loading = stretch({ loading: 'older' });
    const flight = model.requests.begun('c1', ROOM, NOWHERE);
    model.requests.shown('c1', ROOM, { stretch: loading, resets: 0 });
    model.requests.answered(flight, 'not_found');
    const pageRefusal = { code: 'unavailable' };
    model.requests.shown('c1', ROOM, { stretch: stretch({ pageRefusal }), resets: 0 });
  }),
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a page that resumes and shows less than before',
    play: (model) => {
      const rooms = new Map([[ROOM, ['a', 'b']]]);
      const before = { parts: new Map<string, string>(), rooms, behind: new Set<RoomId>() };
      const after = { ...before, rooms: new Map<RoomId, string[]>([[ROOM, ['b']]]) };
      model.wholes.cameBack('c1', 'resumed', { before, after });
    },
  },
];

/** What pages say too late, too early or in the wrong order. */
const HABITS: readonly BadHistory[] = [
  {
    invariant: 'S-OUTBOX-ORDER',
    title: 'a message that is sent before one that was written before it',
    play: (model) => {
      welcome(model);
      const outbox = [entryOf(1, 'queued'), entryOf(2, 'sending')];
      const command = { ...POST, clientMessageId: keyOf('key-2') };
      const speaker = { outbox, connection: ONLINE };
      model.habits.says('c1', { type: 'command', id: 1, command }, speaker);
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a room that is asked for again though it came',
    play: (model) => {
      welcome(model);
      const join = { type: 'join', stream: STREAM, position: null } as const;
      model.ways.handed('c1', 1, join);
      model.habits.says('c1', join, { outbox: [], connection: ONLINE });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a page of a room that is asked for again as soon as it has come',
    play: (model) => {
      model.committed([created(), posted(1)]);
      const flight = model.requests.begun('c1', ROOM, { ...NOWHERE, reached: 1 });
      const loading = stretch({ loading: 'older' });
      model.requests.shown('c1', ROOM, { stretch: loading, resets: 0 });
      model.requests.answered(flight, null);
      model.requests.begun('c1', ROOM, { ...NOWHERE, reached: 2 });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a page that says again what its person does, and was told that everybody knows',
    play: (model) => {
      welcome(model);
      const here = { type: 'here', state: 'active' } as const;
      const counts = { active: 1, away: 0 };
      const whole = { scope: 'whole', version: 1, certainMs: 9_000, counts, people: [] } as const;
      const told = { type: 'presence', stream: 'account', present: [[ANA, 'active']], ...whole };
      model.ways.handed('c1', 1, here);
      model.ways.came('c1', 1, told as unknown as ServerFrame);
      model.habits.says('c1', here, { outbox: [], connection: ONLINE });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a command that is said again once it has been answered',
    play: (model) => {
      welcome(model);
      const command = { name: 'createRoom', roomName: 'Garden', key: 'k' } as unknown as Command;
      const frame = { type: 'command', id: 1, command } as const;
      model.ways.handed('c1', 1, frame);
      const outcome = refused('forbidden', 'no');
      model.ways.came('c1', 1, { type: 'answer', name: 'createRoom', id: 1, outcome });
      model.habits.says('c1', frame, { outbox: [], connection: ONLINE });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a message that is said again once the log has brought it',
    play: (model, moveTo) => {
      welcome(model);
      model.committed([created(), posted(1)]);
      const outbox = [entryOf(1, 'unconfirmed')];
      model.habits.saw('c1', outbox);
      model.ways.handed('c1', 1, { type: 'join', stream: STREAM, position: null });
      model.ways.of('c1').reached.set(STREAM, 1);
      model.habits.came('c1', runOf(model, 2, 2));
      moveTo(1);
      const command = { ...POST, clientMessageId: keyOf('key-1') };
      model.habits.says('c1', { type: 'command', id: 1, command }, { outbox, connection: ONLINE });
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'an attempt before its time',
    play: (model) => {
      welcome(model);
      model.ways.closed('c1', 1, 'retry');
      model.ways.of('c1').dueMs = 500;
      model.habits.connects('c1');
    },
  },
  {
    invariant: 'R-RETRY',
    title: 'a connection that stands and is left',
    play: (model) => {
      welcome(model);
      model.habits.leaves('c1', { outbox: [], connection: ONLINE });
    },
  },
  {
    invariant: 'L-PROMPT',
    title: 'a heartbeat that no timer will remind of',
    play: (model) => {
      welcome(model);
      model.screens.shown('c1', screenOf({ nextTimerMs: null }));
    },
  },
  {
    invariant: 'L-PROMPT',
    title: 'a message that was to wait, of which no timer will remind',
    play: (model) => {
      welcome(model);
      model.ways.handed('c1', 1, { type: 'command', id: 1, command: POST });
      const outcome = refused('rate_limited', 'no', 500);
      model.ways.came('c1', 1, { type: 'answer', name: 'post', id: 1, outcome });
      model.screens.shown('c1', screenOf({ outbox: [entryOf(1, 'queued')], nextTimerMs: 9_000 }));
    },
  },
  {
    invariant: 'L-PROMPT',
    title: 'a device that has failed to say what it keeps, and is not asked again',
    play: (model, moveTo) => {
      welcome(model);
      model.ways.device('c1', 'failed');
      for (let timersFired = 0; timersFired < 9; timersFired += 1) {
        moveTo(16_000 + timersFired);
        model.ways.handed('c1', 1, { type: 'ping', n: timersFired });
        model.ways.came('c1', 1, { type: 'pong', n: timersFired, heads: [] });
        model.screens.shown('c1', screenOf({ nextTimerMs: 20_000, timersFired }));
      }
    },
  },
  {
    invariant: 'L-PROMPT',
    title: 'a command whose caller never hears of it',
    play: (model, moveTo) => {
      model.committed([created(), posted(1)]);
      model.ways.began('c1', 'edit 1 text', COMMAND);
      moveTo(COMMAND + 1);
      model.screens.checkSettled('c1');
    },
  },
];

/** What pages say of themselves and to the server. */
export const BAD_PAGES: readonly BadHistory[] = [
  ...CONNECTIONS,
  ...WRITINGS,
  ...READINGS,
  ...HABITS,
];
