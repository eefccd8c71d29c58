import type { Changed, EditCommand } from '../../../../core/vocabulary/commands.js';
import { refused } from '../../../../core/vocabulary/errors.js';
import type { CommandKey, MessageId, UserId } from '../../../../core/vocabulary/ids.js';
import type { Written } from '../../../../hosts/simulator/model/senders.js';
import type { BadHistory } from './bad-histories.js';
import {
  ANA,
  created,
  deleted,
  digestAt,
  edited,
  keyOf,
  POST,
  posted,
  ROOM,
  storedAs,
  sentPost,
  storedPost,
  STREAM,
} from './histories.js';

/** What was stored, and what was answered of it. */
export const BAD_STORES: readonly BadHistory[] = [
  {
    invariant: 'S-SEQ-DENSE',
    title: 'a stream with a hole',
    play: (model) => {
      model.committed([created(), posted(2)]);
    },
  },
  {
    invariant: 'S-SEQ-DENSE',
    title: 'an event from before the one before it',
    play: (model) => {
      model.committed([created(), { ...posted(1), at: 999 }]);
    },
  },
  {
    invariant: 'S-EXACTLY-ONCE',
    title: 'two messages of one client message id',
    play: (model) => {
      model.committed([created(), posted(1), posted(2, { key: 'key-1' })]);
    },
  },
  {
    invariant: 'S-EXACTLY-ONCE',
    title: 'one post that is answered with two messages',
    play: (model) => {
      model.committed([created(), posted(1), posted(2)]);
      model.answers.answered(ANA, POST, storedAs(1));
      model.answers.answered(ANA, POST, storedAs(2));
    },
  },
  {
    invariant: 'S-EXACTLY-ONCE',
    title: 'the schema had to refuse a second message of a client message id',
    play: (model) => {
      const columns = 'messages.author_id, messages.client_message_id';
      model.constraintViolated(`UNIQUE constraint failed: ${columns}`);
    },
  },
  {
    invariant: 'S-ACK-DURABLE',
    title: 'an acknowledged post that is not there',
    play: (model) => {
      model.committed([created()]);
      model.answers.answered(ANA, POST, storedAs(1));
    },
  },
  {
    invariant: 'S-ACK-DURABLE',
    title: 'another message in the place of an acknowledged one',
    play: (model) => {
      model.committed([created(), posted(1, { key: 'other' })]);
      model.answers.answered(ANA, POST, storedAs(1));
    },
  },
  {
    invariant: 'S-ACK-DURABLE',
    title: 'a restart that has lost what was committed',
    play: (model) => {
      model.committed([created(), posted(1)]);
      model.log.recovered(new Map([[STREAM, { seq: 1, digest: digestAt(1) }]]));
    },
  },
  {
    invariant: 'S-NO-GHOST',
    title: 'a post that is stored though it was refused for good',
    play: (model) => {
      model.committed([created(), posted(1)]);
      model.answers.answered(ANA, POST, refused('not_found', 'There is no such room.'));
      model.answers.checkAll();
    },
  },
  {
    invariant: 'S-ORDER-AGREE',
    title: 'a revision out of turn',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3, 3)]);
    },
  },
  {
    invariant: 'S-ORDER-AGREE',
    title: 'a message that is deleted twice',
    play: (model) => {
      model.committed([created(), posted(1), deleted(1, 3), deleted(1, 4)]);
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an entry that is gone undecided when its connection ends',
    play: (model) => {
      model.committed([created()]);
      model.outboxes.kept('c1', ANA, keyOf('key-1'));
      model.outboxes.gone(ANA, keyOf('key-1'));
      model.outboxes.disconnected('c1');
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an entry that is gone undecided at the end',
    play: (model) => {
      model.committed([created()]);
      model.outboxes.kept('c1', ANA, keyOf('key-1'));
      model.outboxes.gone(ANA, keyOf('key-1'));
      model.outboxes.check(() => false);
    },
  },
  {
    invariant: 'S-REFUSED',
    title: 'a forged command that is done',
    play: (model) => {
      model.refusals.turnedAway('stolenFence', null, ['stale_lease']);
    },
  },
  {
    invariant: 'S-REFUSED',
    title: 'a forged command that is refused for another reason than there is',
    play: (model) => {
      model.refusals.turnedAway('stolenFence', 'internal', ['stale_lease']);
    },
  },
  {
    invariant: 'S-REFUSED',
    title: 'a message of somebody whose every command is to be refused',
    play: (model) => {
      model.hostiles.add(ANA);
      model.committed([created(), posted(1)]);
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an unsent message that a page drops once its device has lost it',
    play: (model) => {
      model.outboxes.kept('c1.1', ANA, keyOf('key-1'));
      model.evicted({ userId: ANA, id: keyOf('key-1'), heldBy: 'c1.1' });
      model.outboxes.remembered('c1.1', new Set());
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an entry that one tab takes from another which lives',
    play: (model) => {
      for (const tab of ['c1.1', 'c1.2']) model.drains.opened(tab);
      model.drains.kept(storedPost(1, 'c1.1'));
      model.drains.kept(storedPost(1, 'c1.2'));
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an entry that another tab sends',
    play: (model) => {
      for (const tab of ['c1.1', 'c1.2']) model.drains.opened(tab);
      model.drains.kept(storedPost(1, 'c1.1'));
      model.drains.sent('c1.2', sentPost(1));
    },
  },
  {
    invariant: 'S-OUTBOX',
    title: 'an entry that is sent while it waits for its author on the disk',
    play: (model) => {
      model.drains.opened('c1.1');
      model.drains.kept({ ...storedPost(1, 'c1.1'), waits: true });
      model.drains.sent('c1.1', sentPost(1));
    },
  },
  {
    invariant: 'L-SEND',
    title: 'a message that lies on a device, and nobody sends it',
    play: (model) => {
      model.committed([created()]);
      model.outboxes.kept('c1', ANA, keyOf('key-1'));
      model.outboxes.check(() => false);
    },
  },
  {
    invariant: 'S-CAUSAL',
    title: 'an edit of a message that was never posted',
    play: (model) => {
      model.committed([created(), edited(1, 2)]);
    },
  },
  {
    invariant: 'S-CAUSAL',
    title: 'a deletion of a message that was never posted',
    play: (model) => {
      model.committed([created(), deleted(1, 2)]);
    },
  },
  {
    invariant: 'S-FLAGS-MONO',
    title: 'a deleted message that is edited',
    play: (model) => {
      model.committed([created(), posted(1), deleted(1, 3), edited(1, 4)]);
    },
  },
  {
    invariant: 'S-FIFO-SENDER',
    title: 'a message that is stored before one that was written before it',
    play: (model) => {
      for (const key of ['key-1', 'key-2']) model.senders.kept(writtenAs(key));
      model.committed([created(), posted(1, { key: 'key-2' })]);
    },
  },
  {
    invariant: 'S-IDEMP-RESP',
    title: 'an edit that is answered with two revisions',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      model.answers.answered(ANA, EDIT, changedTo(2));
      model.answers.answered(ANA, EDIT, changedTo(3));
    },
  },
  {
    invariant: 'S-IDEMP-RESP',
    title: 'an edit that was done and is refused when it is said again',
    play: (model) => {
      model.committed([created(), posted(1), edited(1, 3)]);
      model.answers.answered(ANA, EDIT, changedTo(2));
      model.answers.answered(ANA, EDIT, refused('conflict', 'It was changed meanwhile.'));
    },
  },
  {
    invariant: 'S-IDEMP-RESP',
    title: 'another text that is answered as if it were the first',
    play: (model) => {
      model.committed([created(), posted(1)]);
      model.answers.answered(ANA, POST, storedAs(1));
      model.answers.answered(ANA, { ...POST, body: 'another' }, storedAs(1));
    },
  },
  {
    invariant: 'S-IDEMP-RESP',
    title: "a post that is answered with somebody else's message",
    play: (model) => {
      model.committed([created(), posted(1)]);
      const { value } = storedAs(1);
      model.answers.answered(BEN, POST, { ok: true, value: { ...value, result: 'repeated' } });
    },
  },
  {
    invariant: 'S-IDEMP-RESP',
    title: 'a conflict with a message that its author never wrote',
    play: (model) => {
      model.committed([created(), posted(1)]);
      model.answers.answered(BEN, POST, refused('conflict', 'It was used.'));
      model.answers.checkAll();
    },
  },
  {
    invariant: 'S-NO-LEAK-ERR',
    title: 'a refusal that says what the engine said',
    play: (model) => {
      model.refusals.said('c1#1', 'SQLITE_FULL: database or disk is full', []);
    },
  },
  {
    invariant: 'S-NO-LEAK-ERR',
    title: 'a refusal that says what somebody wrote',
    play: (model) => {
      model.refusals.said('c1#1', 'No: between us two.', ['between us two']);
    },
  },
];

const BEN = 2 as UserId;

const EDIT: EditCommand = {
  name: 'edit',
  key: 'k1' as CommandKey,
  target: { messageId: 1 as MessageId },
  revision: 1,
  body: 'text 1.2',
};

function changedTo(revision: number): { ok: true; value: Changed } {
  return { ok: true, value: { messageId: 1 as MessageId, roomId: ROOM, seq: 3, revision } };
}

function writtenAs(key: string): Written {
  return { client: 'c1', userId: ANA, roomId: ROOM, id: keyOf(key), writtenMs: 0, waits: false };
}
