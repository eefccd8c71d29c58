import type { ResetFrame, RunFrame, ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { Position } from '../../../../core/vocabulary/position.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import {
  ANA,
  ROOM,
  STREAM,
  WELCOME,
  created,
  digestAt,
  edited,
  live,
  posted,
  runOf,
  shown,
} from './histories.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';

const HISTORY = [created(), posted(1), posted(2), posted(3)];

/** Says what a connection has, and is sent frames. */
function serve(model: Model, seq: number | null, frames: readonly ServerFrame[]): void {
  serveFrom(model, seq === null ? null : { epoch: 'e', seq, digest: digestAt(seq) }, frames);
}

function serveFrom(model: Model, position: Position | null, frames: readonly ServerFrame[]): void {
  model.deliveries.serverGot('c1#1', { type: 'join', stream: STREAM, position });
  model.deliveries.serverSent('c1#1', WELCOME);
  for (const frame of frames) model.deliveries.serverSent('c1#1', frame);
}

function whole(seq: number): ResetFrame {
  const room = {
    id: ROOM,
    name: 'Garden',
    kind: 'open',
    creatorId: ANA,
    changedAt: 1,
  } as const;
  const messages = [1, 2, 3].filter((id) => id < seq).map((id) => shown(id));
  const members = { count: 1, digest: '' };
  return {
    type: 'reset',
    stream: STREAM,
    epoch: 'e',
    seq,
    digest: digestAt(seq),
    state: { kind: 'room', room, messages, olderExist: false, members, latest: NOTHING_POSTED },
    people: [],
  };
}

function withEvent(frame: RunFrame, change: object): RunFrame {
  const [event, ...rest] = frame.events;
  return { ...frame, events: [{ ...event, ...change } as RunFrame['events'][number], ...rest] };
}

function gap(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-NO-GAP-AT-HANDOVER', title, play };
}

function disagreement(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-ORDER-AGREE', title, play };
}

/** What was handed to connections. */
export const BAD_DELIVERIES: readonly BadHistory[] = [
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a run after a past that the log does not have',
    play: (model) => {
      model.committed(HISTORY);
      serveFrom(model, { epoch: 'e', seq: 3, digest: digestAt(33) }, [runOf(model, 4, 4)]);
    },
  },
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'nothing new after a past that the log does not have',
    play: (model) => {
      model.committed(HISTORY);
      serveFrom(model, { epoch: 'e', seq: 4, digest: digestAt(44) }, [live(4)]);
    },
  },
  {
    invariant: 'S-RESUME-EQUIV',
    title: 'a snapshot that takes back what nobody has undone',
    play: (model) => {
      model.committed(HISTORY);
      serve(model, 2, [{ ...whole(4), undone: true }]);
    },
  },
  gap('a sequence that is passed over', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [runOf(model, 2, 2), runOf(model, 4, 4)]);
  }),
  gap('a run with a hole in it', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [{ ...runOf(model, 2, 2), to: 3 }]);
  }),
  gap('a live that promises more than was sent', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [runOf(model, 2, 2), live(4)]);
  }),
  gap('a live below the head at its join', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [runOf(model, 2, 2), live(2)]);
  }),
  gap('events that never come', (model) => {
    model.committed(HISTORY);
    serve(model, 4, [live(4)]);
    model.committed([posted(4)]);
    model.deliveries.checkQuiet('c1#1');
  }),
  gap('a snapshot without one of the newest messages', (model) => {
    model.committed(HISTORY);
    const { state, ...frame } = whole(4);
    const messages = [shown(1), shown(3)];
    serve(model, null, [{ ...frame, state: { ...state, messages } as ResetFrame['state'] }]);
  }),
  disagreement('an event with another time than the committed one', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [withEvent(runOf(model, 2, 2), { at: 7 })]);
  }),
  disagreement('an event with another text than the committed one', (model) => {
    model.committed(HISTORY);
    const content = { body: 'forged', salt: '0'.repeat(32) };
    serve(model, 1, [withEvent(runOf(model, 2, 2), { content })]);
  }),
  disagreement('a run with another digest than the log', (model) => {
    model.committed(HISTORY);
    serve(model, 1, [{ ...runOf(model, 2, 3), digest: runOf(model, 2, 2).digest }]);
  }),
  disagreement('a snapshot with another digest than the log', (model) => {
    model.committed(HISTORY);
    serve(model, null, [{ ...whole(4), digest: digestAt(9) }]);
  }),
  disagreement('a snapshot with another text', (model) => {
    model.committed(HISTORY);
    const { state, ...frame } = whole(4);
    const messages = [shown(1), { ...shown(2), body: 'forged' }, shown(3)];
    serve(model, null, [{ ...frame, state: { ...state, messages } as ResetFrame['state'] }]);
  }),
  {
    invariant: 'S-FANOUT-AFTER-COMMIT',
    title: 'a head that is told to other processes and was not committed',
    play: (model) => {
      model.committed(HISTORY);
      model.deliveries.published([{ stream: STREAM, to: 4 }]);
      model.deliveries.published([{ stream: STREAM, to: 5 }]);
    },
  },
  {
    invariant: 'S-FANOUT-AFTER-COMMIT',
    title: 'an event that is sent and was not committed',
    play: (model) => {
      model.committed([created(), posted(1)]);
      const frame = runOf(model, 2, 2);
      const events = [
        ...frame.events,
        { ...frame.events[0], seq: 3 } as (typeof frame.events)[number],
      ];
      serve(model, 1, [{ ...frame, to: 3, events }]);
    },
  },
  {
    invariant: 'S-NO-EARLY-EVENT',
    title: 'a frame before the connection is welcome',
    play: (model) => {
      model.committed(HISTORY);
      model.deliveries.serverSent('c1#1', { type: 'heads', heads: [] });
    },
  },
  {
    invariant: 'S-NO-EARLY-EVENT',
    title: 'events before the snapshot',
    play: (model) => {
      model.committed(HISTORY);
      serve(model, null, [runOf(model, 4, 4)]);
    },
  },
  {
    invariant: 'S-NO-EARLY-EVENT',
    title: 'live before the snapshot',
    play: (model) => {
      model.committed(HISTORY);
      serve(model, null, [live(4)]);
    },
  },
  {
    invariant: 'S-EDIT-MONO',
    title: 'a text that was withdrawn before the join was heard',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      serve(model, 1, [runOf(model, 2, 3)]);
    },
  },
];
