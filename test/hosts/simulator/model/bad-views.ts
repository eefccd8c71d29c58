import type { Message } from '../../../../core/vocabulary/messages.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { created, deleted, digestAt, edited, posted, ROOM, shown, STREAM } from './histories.js';

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
  timeline('a row that is shown twice', (model) => {
    model.views.rows('c1', ROOM, ['own:key-1', 'own:key-1']);
  }),
  timeline('a text from before an edit that was applied', (model) => {
    model.committed([created(), posted(1), edited(1, 3)]);
    see(model, [shown(1)], 3);
  }),
  timeline('a message that is shown after its deletion was applied', (model) => {
    model.committed([created(), posted(1), deleted(1, 3)]);
    see(model, [shown(1)], 3);
  }),
  timeline('a room that is not whole at the end', (model) => {
    model.committed(HISTORY);
    const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 4 };
    model.views.seenWhole({ ...room, messages: [shown(2), shown(3)] });
  }),
  timeline('a digest unlike that of the log', (model) => {
    model.committed(HISTORY);
    model.views.reached('c1', STREAM, 4);
    model.views.cursor('c1', STREAM, { seq: 3, digest: digestAt(2) });
  }),
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
      model.views.reached('c1', STREAM, 4);
      for (const seq of [2, 4, 3]) model.views.cursor('c1', STREAM, { seq, digest: digestAt(seq) });
    },
  },
  {
    invariant: 'S-CURSOR-MONO',
    title: 'a position beyond what has reached the client',
    play: (model) => {
      model.committed(HISTORY);
      model.views.reached('c1', STREAM, 3);
      model.views.cursor('c1', STREAM, { seq: 4, digest: digestAt(4) });
    },
  },
];
