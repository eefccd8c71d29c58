import type { Message } from '../../../../core/vocabulary/messages.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import {
  created,
  deleted,
  digestAt,
  edited,
  posted,
  ROOM,
  keyOf,
  rowsOf,
  shown,
  STREAM,
} from './histories.js';

const HISTORY = [created(), posted(1), posted(2), posted(3)];

function see(model: Model, messages: readonly Message[], cursor: number): void {
  const room = { client: 'c1', roomId: ROOM, messages, cursor };
  model.views.seen({ ...room, olderExist: false, newerExist: false });
}

function timeline(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-TIMELINE', title, play };
}

/** What clients showed. */
export const BAD_VIEWS: readonly BadHistory[] = [
  timeline('a hole', (model) => {
    model.committed(HISTORY);
    see(model, [shown(1), shown(3)], 4);
  }),
  timeline('messages out of order', (model) => {
    model.committed(HISTORY);
    see(model, [shown(2), shown(1)], 3);
  }),
  timeline('older messages that are said to be there', (model) => {
    model.committed(HISTORY);
    const room = {
      client: 'c1',
      roomId: ROOM,
      messages: [shown(1), shown(2), shown(3)],
      cursor: 4,
    };
    model.views.seen({ ...room, olderExist: true, newerExist: false });
  }),
  timeline('newer messages that are said to be there', (model) => {
    model.committed(HISTORY);
    const room = {
      client: 'c1',
      roomId: ROOM,
      messages: [shown(1), shown(2), shown(3)],
      cursor: 4,
    };
    model.views.seen({ ...room, olderExist: false, newerExist: true });
  }),
  timeline('a row that is shown twice', (model) => {
    model.ownRows.shown(rowsOf('message:1', 'message:1'));
  }),
  timeline('a room that is not whole at the end', (model) => {
    model.committed(HISTORY);
    const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 4 };
    model.views.seenWhole({ ...room, messages: [shown(2), shown(3)] });
  }),
  timeline('a digest unlike that of the log', (model) => {
    model.committed(HISTORY);
    model.views.reached('c1', STREAM, { from: 0, to: 4 });
    model.views.cursor('c1', STREAM, { seq: 3, digest: digestAt(2) });
  }),
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'going on from what a restore has undone',
    play: (model) => {
      model.committed(HISTORY);
      model.views.reached('c1', STREAM, { from: 0, to: 5 });
      model.views.cursor('c1', STREAM, { seq: 4, digest: digestAt(4) });
      model.restored(new Map([[STREAM, { seq: 2, digest: digestAt(2) }]]));
      model.views.cursor('c1', STREAM, { seq: 5, digest: digestAt(55) });
    },
  },
  {
    invariant: 'S-ORDER-AGREE',
    title: 'another text than the stored one',
    play: (model) => {
      model.committed([created(), posted(1)]);
      see(model, [{ ...shown(1), body: 'forged' }], 2);
    },
  },
  {
    invariant: 'S-ORDER-AGREE',
    title: 'another text than the stored one at the end',
    play: (model) => {
      model.committed([created(), posted(1)]);
      const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 2 };
      model.views.seenWhole({ ...room, messages: [{ ...shown(1), body: 'forged' }] });
    },
  },
  {
    invariant: 'S-CURSOR-MONO',
    title: 'a position that goes back',
    play: (model) => {
      model.committed(HISTORY);
      model.views.reached('c1', STREAM, { from: 0, to: 4 });
      for (const seq of [2, 4, 3]) model.views.cursor('c1', STREAM, { seq, digest: digestAt(seq) });
    },
  },
  {
    invariant: 'S-CURSOR-MONO',
    title: 'a position beyond what has reached the client',
    play: (model) => {
      model.committed(HISTORY);
      model.views.reached('c1', STREAM, { from: 0, to: 3 });
      model.views.checkReach('c1', STREAM, 4);
    },
  },
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a text from before an edit that was applied',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      see(model, [shown(1)], 3);
    },
  },
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a message that is shown after its deletion was applied',
    play: (model) => {
      model.committed([created(), posted(1), deleted(1, 3)]);
      see(model, [shown(1)], 3);
    },
  },
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a deleted message that is shown at the end',
    play: (model) => {
      model.committed([created(), posted(1), deleted(1, 3)]);
      const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 3 };
      model.views.seenWhole({ ...room, messages: [shown(1)] });
    },
  },
  {
    invariant: 'S-EDIT-MONO',
    title: 'a message that goes back to an earlier revision',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      see(model, [shown(1, 2)], 2);
      see(model, [shown(1)], 2);
    },
  },
  {
    invariant: 'S-EDIT-MONO',
    title: 'a deleted message that comes back',
    play: (model) => {
      model.committed([created(), posted(1), deleted(1, 3)]);
      see(model, [{ ...shown(1), state: 'deleted' } as unknown as Message], 2);
      see(model, [shown(1)], 2);
    },
  },
  {
    invariant: 'S-EDIT-MONO',
    title: 'a deleted message that comes back where what is around it was shown without it',
    play: (model) => {
      model.committed([created(), posted(1), posted(2), posted(3), deleted(2, 5)]);
      see(model, [shown(1), shown(3)], 4);
      see(model, [shown(1), shown(2), shown(3)], 4);
    },
  },
  {
    invariant: 'S-RYW',
    title: 'an own message that is in view no more',
    play: (model) => {
      model.ownRows.shown(rowsOf('waiting:key-1'));
      model.ownRows.shown(rowsOf());
    },
  },
  {
    invariant: 'S-RYW',
    title: 'an own message that was never in view',
    play: (model) => {
      model.ownRows.shown({ ...rowsOf(), unsent: [keyOf('key-1')] });
    },
  },
  {
    invariant: 'S-RYW',
    title: 'an own message that is stored and in view no more',
    play: (model) => {
      model.committed([created(), posted(1)]);
      model.ownRows.shown(rowsOf('waiting:key-1'));
      model.ownRows.shown(rowsOf('message:7'));
    },
  },
  {
    invariant: 'S-RYW',
    title: 'an own message that is shown twice',
    play: (model) => {
      model.ownRows.shown(rowsOf('own:key-1', 'waiting:key-1'));
    },
  },
  {
    invariant: 'S-CAUSAL',
    title: 'a room that is listed before its room stream has come so far',
    play: (model) => {
      const requires = { stream: STREAM, seq: 2 };
      const data = JSON.stringify({ requires });
      const opened = { ...created(), stream: 'account', kind: 'room.opened', data } as const;
      model.committed([created(), posted(1), opened]);
      model.causes.progressed({ client: 'c1', account: 0, rooms: new Map([[ROOM, 1]]) });
      model.causes.progressed({ client: 'c1', account: 1, rooms: new Map([[ROOM, 1]]) });
    },
  },
  {
    invariant: 'S-CAUSAL',
    title: 'an event that waits for a place of its room which is there',
    play: (model) => {
      const data = JSON.stringify({ requires: { stream: STREAM, seq: 2 } });
      const opened = { ...created(), stream: 'account', kind: 'room.opened', data } as const;
      model.committed([created(), posted(1), opened]);
      const waiting = { client: 'c1', stream: 'account', applied: 0, reached: 1 } as const;
      model.causes.waits({ ...waiting, roomAt: () => 1 });
      model.causes.waits({ ...waiting, roomAt: () => null });
      if (model.violations.length > 0) return;
      model.causes.waits({ ...waiting, roomAt: () => 2 });
    },
  },
];
