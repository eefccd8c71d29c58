import type {
  Changed,
  CommandOutcome,
  DeleteCommand,
  EditCommand,
  RenameRoomCommand,
} from '../../../../core/vocabulary/commands.js';
import { refused, type ErrorCode } from '../../../../core/vocabulary/errors.js';
import type { ResetFrame, ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { CommandKey, MessageId, RoomId, UserId } from '../../../../core/vocabulary/ids.js';
import type { CommittedEvent } from '../../../../hosts/simulator/model/log.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import {
  ANA,
  bodyOf,
  created,
  deleted,
  digestAt,
  edited,
  live,
  POST,
  posted,
  ROOM,
  runOf,
  storedAs,
  STREAM,
  WELCOME,
} from './histories.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';

const BEN = 2 as UserId;
const KEY = 'k1' as CommandKey;
const TARGET = { messageId: 1 as MessageId };
const EDIT: EditCommand = {
  name: 'edit',
  key: KEY,
  target: TARGET,
  revision: 1,
  body: bodyOf(1, 2),
};
const DELETE: DeleteCommand = { name: 'delete', key: KEY, target: TARGET };
const RENAME: RenameRoomCommand = { name: 'renameRoom', key: KEY, roomId: ROOM, roomName: 'Shed' };

const HISTORY = [created(), posted(1)];
const CHANGED = [...HISTORY, edited(1, 3)];

function verdict(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-VERDICT', title, play };
}

function told(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-ORDER-AGREE', title, play };
}

function by(actor: UserId, event: CommittedEvent): CommittedEvent {
  return { ...event, actor };
}

function saying(body: string, event: CommittedEvent): CommittedEvent {
  return event.content === null ? event : { ...event, content: { ...event.content, body } };
}

function changedTo(revision: number, seq: number): CommandOutcome {
  const value: Changed = { ...TARGET, roomId: ROOM, seq, revision };
  return { ok: true, value };
}

function no(code: ErrorCode): CommandOutcome {
  return refused(code, 'No.');
}

/** A connection of Ana's is sent frames once its hello and its join of the account are heard. */
function tell(model: Model, ...frames: readonly ServerFrame[]): void {
  model.tellings.serverGot('c1#1', { type: 'hello', protocol: 1, client: 'test' });
  model.tellings.serverGot('c1#1', { type: 'join', stream: 'account', position: null });
  for (const frame of frames) model.tellings.serverSent('c1#1', ANA, frame);
}

function account(heads: readonly number[], peopleCount = 0): ResetFrame {
  const rooms = heads.map((head, at) => {
    return {
      id: (at + 1) as RoomId,
      name: 'Garden',
      kind: 'open',
      head,
      latest: NOTHING_POSTED,
    } as const;
  });
  const state = { kind: 'account', name: 'Hearth', rooms, peopleCount } as const;
  const place = { stream: 'account', epoch: 'e', seq: 0, digest: digestAt(0) } as const;
  return { type: 'reset', ...place, state, people: [] };
}

/** What was decided, and what was said beside events. */
export const BAD_VERDICTS: readonly BadHistory[] = [
  verdict('an edit of a message by somebody else', (model) => {
    model.committed([...HISTORY, by(BEN, edited(1, 3))]);
  }),
  verdict('a deletion of a message by somebody else', (model) => {
    model.committed([...HISTORY, by(BEN, deleted(1, 3))]);
  }),
  verdict('an edit that changes nothing', (model) => {
    model.committed([...HISTORY, saying(bodyOf(1, 1), edited(1, 3))]);
  }),
  verdict('a message that says nothing', (model) => {
    model.committed([created(), saying(' \n', posted(1))]);
  }),
  verdict('a room that has no name', (model) => {
    const data = JSON.stringify({ roomId: ROOM, name: '', kind: 'open' });
    model.committed([{ ...created(), data }]);
  }),
  verdict('an edit of one who may that is refused as forbidden', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, EDIT, no('forbidden'));
  }),
  verdict('a conflict with nothing', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, EDIT, no('conflict'));
  }),
  verdict('a message that is said to be gone, and is there', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, EDIT, no('gone'));
  }),
  verdict('a message that is said not to be there, and is', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, DELETE, no('not_found'));
  }),
  verdict('a post that is said to be unfit, and is not', (model) => {
    model.committed([created()]);
    model.answers.answered(ANA, POST, no('invalid_argument'));
  }),
  verdict('a command that is taken for a breach of the protocol', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, DELETE, no('protocol_violation'));
  }),
  verdict('a post that stored another text', (model) => {
    model.committed(HISTORY);
    model.answers.answered(ANA, { ...POST, body: 'another' }, storedAs(1));
  }),
  verdict('an edit that stored another text', (model) => {
    model.committed(CHANGED);
    model.answers.answered(ANA, { ...EDIT, body: 'another' }, changedTo(2, 3));
  }),
  verdict('an edit of another revision than its writer saw', (model) => {
    model.committed([...CHANGED, edited(1, 4, 3)]);
    model.answers.answered(ANA, { ...EDIT, body: bodyOf(1, 3) }, changedTo(3, 4));
  }),
  verdict('a deletion that was none', (model) => {
    model.committed(CHANGED);
    model.answers.answered(ANA, DELETE, changedTo(2, 3));
  }),
  verdict('a renaming after which the room is called something else', (model) => {
    model.committed([created()]);
    model.answers.answered(ANA, RENAME, { ok: true, value: { roomId: ROOM, seq: 1 } });
  }),
  verdict('a command that is answered twice', (model) => {
    const answer = { type: 'answer', id: 7, name: 'post', outcome: storedAs(1) } as const;
    model.exchanges.serverGot('c1#1', { type: 'command', id: 7, command: POST });
    model.exchanges.serverSent('c1#1', answer);
    model.exchanges.serverSent('c1#1', answer);
  }),
  verdict('a ping that nobody answers', (model) => {
    model.exchanges.serverGot('c1#1', { type: 'ping', n: 3 });
    model.exchanges.checkQuiet('c1#1');
  }),
  told('a welcome as somebody else', (model) => {
    const ben = { id: BEN, name: 'Ben', role: 'member', version: 1 };
    tell(model, { ...WELCOME, me: ben } as ServerFrame);
  }),
  told('first heads that are older than the hello', (model) => {
    model.committed(HISTORY);
    tell(model, { type: 'heads', heads: [[ROOM, 1, NOTHING_POSTED]] });
  }),
  told('heads of what is not there yet', (model) => {
    model.committed(HISTORY);
    tell(model, { type: 'pong', n: 1, heads: [[STREAM, 3]] });
  }),
  told('a list of rooms that is older than its join', (model) => {
    model.committed(HISTORY);
    tell(model, account([1]));
  }),
  told('fewer people than there were at a join', (model) => {
    const data = JSON.stringify({ userId: ANA });
    const joined = { ...created(), stream: 'account', kind: 'person.joined', data } as const;
    model.committed([joined, ...HISTORY]);
    tell(model, account([2]));
  }),
  told('a list of rooms that are not there', (model) => {
    model.committed(HISTORY);
    tell(model, account([2, 1]));
  }),
  told('another digest than that of the log', (model) => {
    model.committed(HISTORY);
    tell(model, { ...live(2), digest: digestAt(9) } as ServerFrame);
  }),
  told('two epochs in one history', (model) => {
    model.committed(HISTORY);
    tell(model, live(2), { ...live(2), epoch: 'f' } as ServerFrame);
  }),
  told('a run that does not say who wrote in it', (model) => {
    model.committed(HISTORY);
    tell(model, runOf(model, 1, 2));
  }),
  told('a room that is there and is said not to be', (model) => {
    model.committed(HISTORY);
    tell(model, { type: 'denied', stream: STREAM, code: 'not_found', message: 'No.' });
  }),
];
