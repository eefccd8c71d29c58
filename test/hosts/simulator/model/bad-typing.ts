import type { ServerFrame, TypingFrame, TypistFrame } from '../../../../core/vocabulary/frames.js';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, created, deleted, live, posted, ROOM, STREAM, WELCOME } from './histories.js';

const BO = 2 as UserId;
/** Connections of the person who types. */
const ONE = 'c1.1#1';
const OTHER = 'c1.2#2';
const LIVELY = { isRunning: () => true, timersMs: 50 };

function typist(act: 'start' | 'stop', fence: number, id: UserId = ANA): TypistFrame {
  const person = { id, name: 'Ana', role: 'member', version: 1 } as const;
  return { type: 'typist', roomId: ROOM, person, act, fence };
}

function typing(act: 'start' | 'stop', fence = 1): TypingFrame {
  return { type: 'typing', roomId: ROOM, act, fence };
}

/** What the page of Bo shows of the room, at a place of it. */
function show(model: Model, cursor: number, ...typists: readonly UserId[]): void {
  const shown = typists.map((userId) => ({ userId }));
  model.typists.shown({ client: 'c2', userId: BO, roomId: ROOM, typists: shown, cursor });
}

/** A start that a server hears and passes on. */
function start(model: Model, connection: string, fence = 1): void {
  model.starts.serverGot(connection, typing('start', fence));
  model.starts.published(typist('start', fence));
  model.starts.look();
}

function ttl(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-TYPING-TTL', title, play };
}

/** What was said and shown of typing. */
export const BAD_TYPING: readonly BadHistory[] = [
  ttl('somebody types who has said nothing', (model) => {
    model.committed([created()]);
    show(model, 1, ANA);
  }),
  ttl('somebody types who has left off', (model) => {
    model.committed([created()]);
    for (const act of ['start', 'stop'] as const) model.typists.came('c2', typist(act, 1));
    show(model, 1, ANA);
  }),
  ttl('somebody types beside the message that they wrote', (model) => {
    model.committed([created(), posted(1), posted(2), deleted(1, 4)]);
    model.typists.came('c2', typist('start', 2));
    show(model, 2, ANA);
    model.typists.came('c2', typist('start', 1));
    show(model, 3, ANA);
  }),
  ttl('somebody is shown to type to themselves', (model) => {
    model.typists.came('c2', typist('start', 1, BO));
    show(model, 1, BO);
  }),
  ttl('a stop is heard and not told', (model) => {
    start(model, ONE);
    model.starts.serverGot(ONE, typing('stop'));
    model.starts.look();
  }),
  ttl('a connection leaves the room, and nobody is told', (model) => {
    start(model, ONE);
    model.starts.serverGot(ONE, { type: 'leave', stream: 'account' });
    model.starts.look();
    model.starts.serverGot(ONE, { type: 'leave', stream: STREAM });
    model.starts.look();
  }),
  ttl('a connection ends, and only the other one of its person has been told of', (model) => {
    for (const connection of [ONE, OTHER]) start(model, connection);
    model.starts.published(typist('stop', 1));
    model.starts.serverClosed(ONE);
    model.starts.look();
    model.starts.serverClosed(OTHER);
    model.starts.look();
  }),
  {
    invariant: 'L-DELIVER',
    title: 'a start of typing that somebody who follows the room is not told of',
    play: (model) => {
      const page = 'c2.1#1';
      const me = { id: BO, name: 'Bo', role: 'member', version: 1 } as const;
      for (const frame of [{ ...WELCOME, me } as ServerFrame, live(0)]) {
        if (frame.type === 'live') {
          const position = { epoch: 'e', seq: 0, digest: '' };
          model.deliveries.serverGot(page, { type: 'join', stream: STREAM, position });
        }
        model.deliveries.serverSent(page, frame);
        model.hearers.serverSent(page, frame);
      }
      const tell = (): void => {
        model.hearers.serverSent(page, typist('start', 0));
      };
      model.hearers.heard(typist('start', 0), new Set([page]), tell);
      model.hearers.heard(typist('start', 0), new Set(), () => undefined);
      if (model.violations.length > 0) return;
      model.hearers.heard(typist('start', 0), new Set([page]), () => undefined);
    },
  },
  {
    invariant: 'S-RATE',
    title: 'two starts of one connection go on within two seconds',
    play: (model, moveTo) => {
      start(model, ONE);
      moveTo(1_000);
      start(model, OTHER);
      moveTo(2_000);
      start(model, ONE);
      moveTo(3_999);
      start(model, ONE);
    },
  },
  {
    invariant: 'L-TYPING',
    title: 'a page shows somebody for longer than six seconds',
    play: (model, moveTo) => {
      model.committed([created()]);
      model.typists.came('c2', typist('start', 1));
      show(model, 1, ANA);
      moveTo(3_000);
      model.typists.came('c2', typist('start', 1));
      show(model, 1, ANA);
      moveTo(9_040);
      model.typists.look(LIVELY);
      if (model.violations.length > 0) return;
      moveTo(9_060);
      model.typists.look(LIVELY);
    },
  },
  {
    invariant: 'L-TYPING',
    title: 'a page that stood still goes on showing somebody',
    play: (model, moveTo) => {
      model.committed([created()]);
      model.typists.came('c2', typist('start', 1));
      show(model, 1, ANA);
      moveTo(20_000);
      model.typists.look({ ...LIVELY, isRunning: () => false });
      // Nobody looked for a while: it stood still until now.
      moveTo(20_060);
      model.typists.look(LIVELY);
      moveTo(20_110);
      model.typists.look(LIVELY);
      if (model.violations.length > 0) return;
      moveTo(20_120);
      model.typists.look(LIVELY);
    },
  },
  {
    invariant: 'L-TYPING',
    title: 'somebody is shown at the end',
    play: (model) => {
      model.committed([created()]);
      model.typists.came('c2', typist('start', 1));
      show(model, 1, ANA);
      model.typists.checkQuiet('c2');
    },
  },
  {
    invariant: 'L-TYPING',
    title: 'a page that does not say again that its person goes on typing',
    play: (model, moveTo) => {
      model.keystrokes.handed('c1', typing('start'));
      moveTo(2_000);
      model.keystrokes.typed('c1', ROOM, true);
      moveTo(2_990);
      model.keystrokes.look(() => true);
      if (model.violations.length > 0) return;
      moveTo(3_010);
      model.keystrokes.typed('c1', ROOM, true);
    },
  },
  {
    invariant: 'L-TYPING',
    title: 'a page that forgets what was typed too soon after it last said so',
    play: (model, moveTo) => {
      model.keystrokes.handed('c1', typing('start'));
      model.keystrokes.handed('c1', typing('stop'));
      moveTo(2_000);
      model.keystrokes.typed('c1', ROOM, true);
      moveTo(3_040);
      model.keystrokes.look(() => true);
      if (model.violations.length > 0) return;
      moveTo(3_060);
      model.keystrokes.look(() => true);
    },
  },
];
