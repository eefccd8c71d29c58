import type { ClientFrame } from '../../../../core/vocabulary/frames.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import {
  created,
  digestAt,
  edited,
  live,
  posted,
  ROOM,
  runOf,
  STREAM,
  WELCOME,
} from './histories.js';

const HELLO: ClientFrame = { type: 'hello', protocol: 1, client: 'a page' };
const JOIN: ClientFrame = { type: 'join', stream: STREAM, position: null };
/** What a process can keep to. */
const WITHIN = { welcomeMs: 300, joinMs: 400, eventMs: 500, headMs: 1_000, newRoomMs: 2_500 };

/** A frame that a server hears, and the model with it. */
function heard(model: Model, frame: ClientFrame): void {
  model.service.serverGot('c1#1', frame);
  model.deliveries.serverGot('c1#1', frame);
}

function welcome(model: Model): void {
  heard(model, HELLO);
  model.service.serverSent('c1#1', WELCOME);
}

/** Looks now, and again after a while in which nothing was in the way. */
function looks(model: Model, moveTo: (atMs: number) => void, afterMs: number): void {
  model.service.look('c1#1', 0, WITHIN);
  moveTo(afterMs);
  model.service.look('c1#1', 0, WITHIN);
}

/** Connections that wait for what is theirs. */
export const BAD_SERVICES: readonly BadHistory[] = [
  {
    invariant: 'L-DELIVER',
    title: 'a hello that is not answered',
    play: (model, moveTo) => {
      heard(model, HELLO);
      looks(model, moveTo, 301);
    },
  },
  {
    invariant: 'L-DELIVER',
    title: 'a join that is not answered',
    play: (model, moveTo) => {
      welcome(model);
      heard(model, JOIN);
      looks(model, moveTo, 401);
    },
  },
  {
    invariant: 'L-DELIVER',
    title: 'an event that is not sent to who follows its stream',
    play: (model, moveTo) => {
      welcome(model);
      heard(model, { ...JOIN, position: { epoch: 'e', seq: 0, digest: '' } });
      model.deliveries.serverSent('c1#1', WELCOME);
      model.deliveries.serverSent('c1#1', live(0));
      model.committed([created()]);
      looks(model, moveTo, 501);
    },
  },
  {
    invariant: 'L-DELIVER',
    title: 'a message that is not told to who follows another room',
    play: (model, moveTo) => {
      model.committed([created()]);
      welcome(model);
      model.service.serverSent('c1#1', { type: 'heads', heads: [[ROOM, 1, NOTHING_POSTED]] });
      model.committed([posted(1)]);
      looks(model, moveTo, 1_001);
    },
  },
  {
    invariant: 'L-DELIVER',
    title: 'a new room that is never told of',
    play: (model, moveTo) => {
      welcome(model);
      model.committed([created()]);
      looks(model, moveTo, 2_501);
    },
  },
  {
    invariant: 'L-DELIVER',
    title: 'sessions that are looked up no more',
    play: (model) => {
      model.service.unchecked('server@1', 9_000, 8_000);
    },
  },
  {
    invariant: 'S-EDIT-MONO',
    title: 'a text that is sent by a process that has sent its edit',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      const { events, ...run } = runOf(model, 2, 3);
      for (const connection of ['c1#1', 'c2#1']) {
        model.deliveries.serverSent(connection, WELCOME);
        const join = { ...JOIN, position: { epoch: 'e', seq: 1, digest: digestAt(1) } };
        model.deliveries.serverGot(connection, join);
      }
      const [posting, edit] = events;
      if (posting === undefined || edit === undefined) return;
      const { content: _, ...bare } = posting;
      const withheld = { ...bare, content: { withheld: digestAt(902) } };
      model.deliveries.serverSent('c1#1', { ...run, events: [withheld, edit] });
      model.deliveries.serverSent('c2#1', runOf(model, 2, 2));
    },
  },
  {
    invariant: 'S-VERDICT',
    title: 'somebody who is turned away as too busy with nothing owed to them',
    play: (model) => {
      model.exchanges.serverSent('c1#1', WELCOME);
      const said = { code: 'busy', message: 'Too much waits.', retryAfterMs: null } as const;
      model.exchanges.serverSent('c1#1', { type: 'refused', ...said });
    },
  },
];
