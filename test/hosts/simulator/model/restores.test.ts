import { expect } from 'chai';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { ShownEntry } from '../../../../hosts/simulator/model/shown-entries.js';
import {
  ANA,
  created,
  deleted,
  digestAt,
  edited,
  keyOf,
  modelOf,
  POST,
  posted,
  ROOM,
  rowsOf,
  shown,
  storedAs,
  STREAM,
  violated,
  WELCOME,
} from './histories.js';

/** An operator puts back a copy of when the stream had so many events. */
function restore(model: Model, seq: number): void {
  model.restored(new Map([[STREAM, { seq, digest: digestAt(seq) }]]));
}

/** A page shows its message in a state, with its connection as it is. */
function show(model: Model, state: ShownEntry['state']): void {
  const what = { roomId: ROOM, body: 'text 1.1', order: 1, createdAt: 1, uncertain: false };
  const outbox = [{ clientMessageId: keyOf('key-1'), ...what, state }];
  if (model.ways.of('c1').stage === 'idle') {
    model.ways.connecting('c1', 1);
    model.ways.opened('c1', 1);
    model.ways.came('c1', 1, WELCOME);
    model.ways.handed('c1', 1, { type: 'command', id: 1, command: POST });
    model.ways.came('c1', 1, { type: 'answer', id: 1, name: 'post', outcome: storedAs(1) });
  }
  const timers = { nextTimerMs: 0, timersFired: 0 };
  const connection = { phase: 'online' } as const;
  model.screens.shown('c1', { userId: ANA, rooms: new Map(), outbox, connection, ...timers });
}

describe('a model of which an operator undoes a part', () => {
  it('SI35 what was acknowledged after the copy is excused, and what was before is not', () => {
    const excused = modelOf(created(), posted(1), posted(2));
    excused.answers.answered(ANA, POST, storedAs(1));
    restore(excused, 1);
    excused.answers.checkAll();
    expect(violated(excused)).to.deep.equal([]);
    const kept = modelOf(created(), posted(1), posted(2));
    kept.answers.answered(ANA, POST, storedAs(1));
    restore(kept, 2);
    kept.log.recovered(new Map([[STREAM, { seq: 1, digest: digestAt(1) }]]));
    expect(violated(kept)).to.deep.equal(['S-ACK-DURABLE']);
  });

  it('SI35 an acknowledgement of after the restore is excused by nothing', () => {
    const model = modelOf(created(), posted(1));
    restore(model, 1);
    model.answers.answered(ANA, POST, storedAs(1));
    model.answers.checkAll();
    expect(violated(model)).to.deep.equal(['S-ACK-DURABLE']);
  });

  it('SI35 places and client message ids that were undone are given out again, once', () => {
    const model = modelOf(created(), posted(1));
    restore(model, 1);
    model.committed([posted(1)]);
    expect(violated(model)).to.deep.equal([]);
    model.committed([posted(2, { key: 'key-1' })]);
    expect(violated(model)).to.deep.equal(['S-EXACTLY-ONCE']);
  });

  it('SI35 who shows what was undone is judged again once it has left that', () => {
    const model = modelOf(created(), posted(1), edited(1, 3));
    const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false };
    model.views.reached('c1', STREAM, { from: 0, to: 3 });
    model.views.cursor('c1', STREAM, { seq: 3, digest: digestAt(3) });
    model.views.seen({ ...room, messages: [shown(1, 2)], cursor: 3 });
    restore(model, 2);
    model.views.seen({ ...room, messages: [shown(1, 2)], cursor: 3 });
    model.views.cursor('c1', STREAM, { seq: 2, digest: digestAt(2) });
    model.views.seen({ ...room, messages: [shown(1)], cursor: 2 });
    expect(violated(model)).to.deep.equal([]);
    model.views.seen({ ...room, messages: [{ ...shown(1, 2), changedAt: 2 }], cursor: 2 });
    expect(violated(model)).to.deep.equal(['S-ORDER-AGREE']);
  });

  it('SI35 an own message that was undone may go from view with a snapshot, and from its outbox', () => {
    const model = modelOf(created(), posted(1));
    model.outboxes.kept('c1', ANA, keyOf('key-1'));
    model.ownRows.shown(rowsOf('waiting:key-1'));
    restore(model, 1);
    model.outboxes.gone(ANA, keyOf('key-1'));
    model.outboxes.disconnected('c1');
    model.ownRows.shown({ ...rowsOf(), resets: 1 });
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI121 a stretch with a page of an undone place ahead of it is not judged before the end, or a snapshot', () => {
    const model = modelOf(created(), posted(1), posted(2), deleted(1, 4));
    const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 3 };
    const see = () => {
      model.views.seen({ ...room, messages: [shown(2)] });
    };
    model.views.reached('c1', STREAM, { from: 0, to: 3 });
    model.views.cursor('c1', STREAM, { seq: 3, digest: digestAt(3) });
    model.views.paged('c1', STREAM, { seq: 4, digest: digestAt(4) });
    see();
    restore(model, 3);
    see();
    expect(violated(model)).to.deep.equal([]);
    model.views.seenWhole({ ...room, messages: [shown(2)] });
    expect(violated(model)).to.deep.equal(['S-TIMELINE']);
    model.views.reached('c1', STREAM, { from: 0, to: 3 });
    see();
    expect(violated(model)).to.deep.equal(['S-TIMELINE', 'S-TIMELINE']);
  });

  it('SI121 whoever comes out of an undone place still shows what waited there', () => {
    for (const [after, expected] of [
      [rowsOf('waiting:key-1'), []],
      [rowsOf(), ['S-RYW']],
    ] as const) {
      const model = modelOf(created(), posted(1));
      model.ownRows.shown(rowsOf('waiting:key-1'));
      restore(model, 1);
      model.ownRows.noted(rowsOf('waiting:key-1'));
      model.ownRows.shown({ ...after, resets: 1 });
      expect(violated(model)).to.deep.equal(expected);
      const right = modelOf(created(), posted(1));
      right.ownRows.shown(rowsOf('waiting:key-1'));
      restore(right, 1);
      right.ownRows.shown(after);
      expect(violated(right)).to.deep.equal(expected);
    }
  });

  it('SI121 whoever was told that a message is stored may say so until it finds out, and gives back nothing else', () => {
    for (const [isUndone, expected] of [
      [true, []],
      [false, ['S-SHOWN']],
    ] as const) {
      const model = modelOf(created(), posted(1));
      if (isUndone) restore(model, 1);
      show(model, { kind: 'confirmed', messageId: 1, seq: 2 });
      show(model, { kind: 'failed', refusal: { code: 'stale_position' } });
      expect(violated(model)).to.deep.equal(expected);
    }
    const never = modelOf(created());
    show(never, { kind: 'confirmed', messageId: 1, seq: 2 });
    expect(violated(never)).to.deep.equal(['S-SHOWN']);
  });
});
