import { expect } from 'chai';
import { refused } from '../../../../core/vocabulary/errors.js';
import type { ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { Message } from '../../../../core/vocabulary/messages.js';
import { guardedBy } from '../../../../hosts/simulator/model/constraints.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import {
  ANA,
  created,
  deleted,
  digestAt,
  edited,
  keyOf,
  live,
  modelOf,
  POST,
  posted,
  ROOM,
  rowsOf,
  runOf,
  shown,
  storedAs,
  STREAM,
  violated,
  WELCOME,
} from './histories.js';

function see(model: Model, messages: readonly Message[], cursor: number): readonly string[] {
  const room = { client: 'c1', roomId: ROOM, messages, cursor };
  model.views.seen({ ...room, olderExist: false, newerExist: false });
  return violated(model);
}

describe('the model', () => {
  it('SI7 a stream with a hole is S-SEQ-DENSE', () => {
    expect(violated(modelOf(created(), posted(2)))).to.deep.equal(['S-SEQ-DENSE']);
  });

  it('SI7 a number that is given twice is S-SEQ-DENSE', () => {
    expect(violated(modelOf(created(), posted(1), posted(2, { seq: 2 })))).to.deep.equal([
      'S-SEQ-DENSE',
    ]);
  });

  it('SI7 a history that is right is no violation', () => {
    const history = [created(), posted(1), posted(2), edited(1, 4), deleted(2, 5)];
    expect(violated(modelOf(...history))).to.deep.equal([]);
  });

  it('SI8 two messages of one client message id are S-EXACTLY-ONCE', () => {
    expect(violated(modelOf(created(), posted(1), posted(2, { key: 'key-1' })))).to.deep.equal([
      'S-EXACTLY-ONCE',
    ]);
  });

  it('SI8 one post that is answered with two messages is S-EXACTLY-ONCE', () => {
    const model = modelOf(created(), posted(1), posted(2));
    model.answers.answered(ANA, POST, storedAs(1));
    model.answers.answered(ANA, POST, storedAs(2));
    expect(violated(model)[0]).to.equal('S-EXACTLY-ONCE');
  });

  it('SI9 an acknowledged post that is not there is S-ACK-DURABLE', () => {
    const model = modelOf(created());
    model.answers.answered(ANA, POST, storedAs(1));
    expect(violated(model)).to.deep.equal(['S-ACK-DURABLE']);
  });

  it('SI9 another message in the place of an acknowledged one is S-ACK-DURABLE', () => {
    const model = modelOf(created(), posted(1, { key: 'other' }));
    model.answers.answered(ANA, POST, storedAs(1));
    expect(violated(model)).to.deep.equal(['S-ACK-DURABLE']);
  });

  it('SI9 a restart that has lost what was committed is S-ACK-DURABLE', () => {
    const model = modelOf(created(), posted(1));
    model.log.recovered(new Map([[STREAM, { seq: 1, digest: digestAt(1) }]]));
    expect(violated(model)).to.deep.equal(['S-ACK-DURABLE']);
  });

  it('SI9 what was acknowledged and is there is no violation, nor is a refusal', () => {
    const model = modelOf(created(), posted(1));
    model.answers.answered(ANA, POST, storedAs(1));
    model.answers.answered(ANA, POST, refused('busy', 'Later.'));
    model.log.recovered(new Map([[STREAM, { seq: 2, digest: digestAt(2) }]]));
    model.answers.checkAll();
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI9 a post that is stored though it was refused for good is S-NO-GHOST', () => {
    const model = modelOf(created(), posted(1));
    model.answers.answered(ANA, POST, refused('not_found', 'There is no such room.'));
    model.answers.checkAll();
    expect(violated(model)).to.deep.equal(['S-NO-GHOST']);
  });

  describe('of what is shown', () => {
    const history = (): Model => modelOf(created(), posted(1), posted(2), posted(3));

    it('SI10 everything in its place is no violation', () => {
      expect(see(history(), [shown(1), shown(2), shown(3)], 4)).to.deep.equal([]);
    });

    it('SI10 a hole is S-TIMELINE', () => {
      expect(see(history(), [shown(1), shown(3)], 4)).to.deep.equal(['S-TIMELINE']);
    });

    it('SI10 an end that lags behind the position is S-TIMELINE', () => {
      expect(see(history(), [shown(1), shown(2)], 4)).to.deep.equal(['S-TIMELINE']);
    });

    it('SI10 a message that is shown twice, or out of order, is S-TIMELINE', () => {
      expect(see(history(), [shown(1), shown(1)], 2)).to.deep.equal(['S-TIMELINE']);
      expect(see(history(), [shown(2), shown(1)], 3)).to.deep.equal(['S-TIMELINE']);
      const model = history();
      model.ownRows.shown(rowsOf('message:1', 'message:1'));
      expect(violated(model)).to.deep.equal(['S-TIMELINE']);
    });

    it('SI10 a text from before an edit that was applied is S-RESUME-EQUIV, from before is none', () => {
      const model = modelOf(created(), posted(1), edited(1, 3));
      expect(see(model, [shown(1)], 2)).to.deep.equal([]);
      expect(see(model, [shown(1)], 3)).to.deep.equal(['S-RESUME-EQUIV']);
    });

    it('SI10 a message that is shown after its deletion was applied is S-RESUME-EQUIV', () => {
      expect(see(modelOf(created(), posted(1), deleted(1, 3)), [shown(1)], 3)).to.deep.equal([
        'S-RESUME-EQUIV',
      ]);
    });

    it('SI10 a room that is not whole at the end is S-TIMELINE', () => {
      const model = history();
      const room = { client: 'c1', roomId: ROOM, olderExist: false, newerExist: false, cursor: 4 };
      model.views.seenWhole({ ...room, messages: [shown(2), shown(3)] });
      expect(violated(model)).to.deep.equal(['S-TIMELINE']);
    });

    it('SI10 a digest unlike that of the log is S-TIMELINE', () => {
      const model = history();
      model.views.reached('c1', STREAM, { from: 0, to: 4 });
      model.views.cursor('c1', STREAM, { seq: 3, digest: digestAt(2) });
      expect(violated(model)).to.deep.equal(['S-TIMELINE']);
    });

    it('SI11 another text, or a message that was never stored, is S-ORDER-AGREE', () => {
      const other = { ...shown(1), body: 'forged' };
      expect(see(history(), [other, shown(2), shown(3)], 4)).to.deep.equal(['S-ORDER-AGREE']);
      const stranger = { ...shown(9), seq: 2 };
      expect(see(modelOf(created()), [stranger], 1)).to.deep.equal(['S-ORDER-AGREE']);
    });

    it('SI11 a revision out of turn is S-ORDER-AGREE', () => {
      const model = modelOf(created(), posted(1), edited(1, 3, 3));
      expect(violated(model)).to.deep.equal(['S-ORDER-AGREE']);
    });

    it('SI12 a position that goes back is S-CURSOR-MONO', () => {
      const model = history();
      model.views.reached('c1', STREAM, { from: 0, to: 4 });
      for (const seq of [2, 4, 3]) model.views.cursor('c1', STREAM, { seq, digest: digestAt(seq) });
      expect(violated(model)).to.deep.equal(['S-CURSOR-MONO']);
    });

    it('SI12 a position beyond what has reached the client is S-CURSOR-MONO', () => {
      const model = history();
      model.views.reached('c1', STREAM, { from: 0, to: 3 });
      model.views.checkReach('c1', STREAM, 4);
      expect(violated(model)).to.deep.equal(['S-CURSOR-MONO']);
    });

    it('SI12 a position beyond a gap in what has reached the client is S-CURSOR-MONO', () => {
      const model = history();
      model.views.reached('c1', STREAM, { from: 0, to: 1 });
      model.views.reached('c1', STREAM, { from: 3, to: 4 });
      model.views.checkReach('c1', STREAM, 4);
      expect(violated(model)).to.deep.equal(['S-CURSOR-MONO']);
    });

    it('SI12 a page that is opened anew may be anywhere', () => {
      const model = history();
      model.views.reached('c1', STREAM, { from: 0, to: 4 });
      model.views.cursor('c1', STREAM, { seq: 4, digest: digestAt(4) });
      model.views.restarted('c1');
      model.views.reached('c1', STREAM, { from: 0, to: 2 });
      model.views.cursor('c1', STREAM, { seq: 2, digest: digestAt(2) });
      expect(violated(model)).to.deep.equal([]);
    });
  });

  describe('of what is sent', () => {
    const history = (): Model => modelOf(created(), posted(1), posted(2), posted(3));

    function join(model: Model, seq: number): void {
      const position = { epoch: 'e', seq, digest: digestAt(seq) };
      model.deliveries.serverGot('c1#1', { type: 'join', stream: STREAM, position });
    }

    function send(model: Model, ...frames: readonly ServerFrame[]): readonly string[] {
      model.deliveries.serverSent('c1#1', WELCOME);
      for (const frame of frames) model.deliveries.serverSent('c1#1', frame);
      return violated(model);
    }

    it('SI13 a join that is continued without a gap is no violation', () => {
      const model = history();
      join(model, 1);
      expect(send(model, runOf(model, 2, 3), runOf(model, 4, 4), live(4))).to.deep.equal([]);
      model.deliveries.checkQuiet('c1#1');
      expect(violated(model)).to.deep.equal([]);
    });

    it('SI13 a sequence that is passed over, or sent twice, is S-NO-GAP-AT-HANDOVER', () => {
      for (const [from, to] of [
        [4, 4],
        [2, 3],
      ] as const) {
        const model = history();
        join(model, 1);
        expect(send(model, runOf(model, 2, 2), runOf(model, from, to))).to.deep.equal([
          'S-NO-GAP-AT-HANDOVER',
        ]);
      }
    });

    it('SI13 a live that promises more than was sent, or less than there was, is S-NO-GAP-AT-HANDOVER', () => {
      const more = history();
      join(more, 1);
      expect(send(more, runOf(more, 2, 2), live(4))).to.deep.equal(['S-NO-GAP-AT-HANDOVER']);
      const less = history();
      join(less, 1);
      expect(send(less, runOf(less, 2, 2), live(2))).to.deep.equal(['S-NO-GAP-AT-HANDOVER']);
    });

    it('SI13 events that never come are S-NO-GAP-AT-HANDOVER once nothing moves', () => {
      const model = history();
      join(model, 4);
      expect(send(model, live(4))).to.deep.equal([]);
      model.committed([posted(4)]);
      model.deliveries.checkQuiet('c1#1');
      expect(violated(model)).to.deep.equal(['S-NO-GAP-AT-HANDOVER']);
    });

    it('SI11 an event unlike the committed one is S-ORDER-AGREE, one that is not committed is named', () => {
      const model = history();
      join(model, 1);
      const frame = runOf(model, 2, 2);
      const [event] = frame.events;
      const forged = { ...frame, events: [{ ...event, at: 7 } as (typeof frame.events)[number]] };
      expect(send(model, forged)).to.deep.equal(['S-ORDER-AGREE']);
      const early = modelOf(created());
      join(early, 1);
      expect(send(early, runOf(history(), 2, 2))).to.deep.equal(['S-FANOUT-AFTER-COMMIT']);
    });
  });

  describe('of the outbox', () => {
    it('SI14 an entry that is gone undecided when the connection ends is S-OUTBOX', () => {
      const model = modelOf(created());
      model.outboxes.kept('c1', ANA, keyOf('key-1'));
      model.outboxes.gone(ANA, keyOf('key-1'));
      expect(violated(model)).to.deep.equal([]);
      model.outboxes.disconnected('c1');
      expect(violated(model)).to.deep.equal(['S-OUTBOX']);
    });

    it('SI14 an entry that is gone undecided at the end is S-OUTBOX, one that lies there L-SEND', () => {
      const model = modelOf(created());
      for (const key of ['key-1', 'key-2']) model.outboxes.kept('c1', ANA, keyOf(key));
      model.outboxes.gone(ANA, keyOf('key-1'));
      model.outboxes.check(() => false);
      expect(violated(model)).to.deep.equal(['S-OUTBOX', 'L-SEND']);
    });

    it('SI47 what a device lost is excused where no page had it, and sent on where one had', () => {
      const model = modelOf(created());
      for (const key of ['key-1', 'key-2', 'key-3']) {
        model.outboxes.kept('c1.1', ANA, keyOf(key));
      }
      model.evicted({ userId: ANA, id: keyOf('key-1'), heldBy: null });
      model.evicted({ userId: ANA, id: keyOf('key-2'), heldBy: 'c1.1' });
      model.outboxes.remembered('c1.1', new Set([keyOf('key-2')]));
      model.outboxes.check((id) => id === keyOf('key-3'));
      expect(violated(model)).to.deep.equal(['L-SEND']);
      model.pageEnded('c1.1');
      model.outboxes.check((id) => id === keyOf('key-3'));
      expect(violated(model)).to.have.length(1);
      model.outboxes.kept('c1.2', ANA, keyOf('key-1'));
      model.outboxes.gone(ANA, keyOf('key-1'));
      model.outboxes.check((id) => id === keyOf('key-3'));
      expect(violated(model)).to.deep.equal(['L-SEND', 'S-OUTBOX']);
    });

    it('SI14 stored, refused, given up and waiting for a person are all decided', () => {
      const model = modelOf(created(), posted(1));
      for (const number of [1, 2, 3, 4])
        model.outboxes.kept('c1', ANA, keyOf(`key-${String(number)}`));
      const second = { ...POST, roomId: 9 as typeof POST.roomId, clientMessageId: keyOf('key-2') };
      model.answers.answered(ANA, second, refused('not_found', 'There is no such room.'));
      for (const number of [1, 2]) model.outboxes.gone(ANA, keyOf(`key-${String(number)}`));
      model.outboxes.released(ANA, keyOf('key-3'));
      model.outboxes.disconnected('c1');
      model.outboxes.check((id) => id === keyOf('key-4'));
      expect(violated(model)).to.deep.equal([]);
    });
  });

  it('SI15 a constraint counts as the invariant that it guards', () => {
    const unique = 'UNIQUE constraint failed: ';
    expect(guardedBy(`${unique}messages.author_id, messages.client_message_id`)).to.equal(
      'S-EXACTLY-ONCE',
    );
    expect(guardedBy(`${unique}events.stream, events.seq`)).to.equal('S-SEQ-DENSE');
    expect(guardedBy(`${unique}messages.room_id, messages.seq`)).to.equal('S-SEQ-DENSE');
    expect(guardedBy('FOREIGN KEY constraint failed')).to.equal('S-INTEGRITY');
  });
});
