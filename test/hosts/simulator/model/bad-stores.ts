import { refused } from '../../../../core/vocabulary/errors.js';
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
  storedAs,
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
      model.answers.check();
    },
  },
  {
    invariant: 'S-ACK-DURABLE',
    title: 'an acknowledged post that is not there at the end',
    play: (model) => {
      model.committed([created()]);
      model.answers.answered(ANA, POST, storedAs(1));
      model.answers.checkAll();
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
    invariant: 'L-SEND',
    title: 'a message that lies on a device, and nobody sends it',
    play: (model) => {
      model.committed([created()]);
      model.outboxes.kept('c1', ANA, keyOf('key-1'));
      model.outboxes.check(() => false);
    },
  },
];
