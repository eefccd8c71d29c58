import type { ProfileId } from '../../core/vocabulary/fence.js';
import type { ClientFrame, ServerFrame } from '../../core/vocabulary/frames.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  UserId,
} from '../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../core/vocabulary/messages.js';
import type { Person } from '../../core/vocabulary/people.js';

const EPOCH = '00c0ffee00c0ffee';
const DIGEST = 'ab'.repeat(32);

const ada: Person = { id: 1 as UserId, name: 'Ada', role: 'administrator', version: 2 };

const message: LiveMessage = {
  id: 7 as MessageId,
  roomId: 3 as RoomId,
  authorId: ada.id,
  clientMessageId: 'first' as ClientMessageId,
  seq: 2,
  at: 1_700_000_000_000,
  revision: 1,
  changedAt: 2,
  state: 'live',
  body: 'Good morning, ⛺',
};

const posted = {
  seq: 2,
  at: message.at,
  actor: ada.id,
  kind: 'message.posted',
  data: '{"messageId":7,"revision":1,"clientMessageId":"first"}',
  content: { body: message.body, salt: '01'.repeat(16) },
};

/** One example of each frame that a server says. */
export const SERVER_FRAMES: readonly ServerFrame[] = [
  { type: 'welcome', protocol: 1, epoch: EPOCH, me: ada, pingIntervalMs: 15_000 },
  { type: 'refused', code: 'busy', message: 'Come back soon.', retryAfterMs: 5_000 },
  {
    type: 'run',
    stream: 'room:3',
    from: 2,
    to: 4,
    events: [
      posted,
      { ...posted, seq: 3, content: { withheld: DIGEST } },
      { seq: 4, at: message.at, actor: null, kind: 'message.pinned', data: '{"messageId":7}' },
    ],
    people: [ada],
    digest: DIGEST.slice(0, 32),
  },
  {
    type: 'reset',
    stream: 'room:3',
    epoch: EPOCH,
    seq: 4,
    digest: DIGEST,
    state: {
      kind: 'room',
      room: { id: message.roomId, name: 'All Talk', kind: 'open', creatorId: ada.id, changedAt: 1 },
      messages: [message],
      olderExist: false,
      members: { count: 1, digest: 'cd'.repeat(16) },
      latest: { seq: 2, authorId: ada.id, otherSeq: 0 },
    },
    people: [ada],
  },
  { type: 'live', stream: 'account', epoch: EPOCH, seq: 4, digest: DIGEST },
  { type: 'denied', stream: 'room:9', code: 'not_found', message: 'There is no such stream.' },
  { type: 'heads', heads: [[message.roomId, 4, { seq: 2, authorId: ada.id, otherSeq: 0 }]] },
  { type: 'typist', roomId: message.roomId, person: ada, act: 'start', fence: 4 },
  {
    type: 'answer',
    id: 5,
    name: 'edit',
    outcome: {
      ok: false,
      refusal: { code: 'conflict', message: 'Edited since.' },
      current: message,
    },
  },
  {
    type: 'pong',
    n: 1,
    heads: [
      ['account', 9],
      ['room:3', 4],
    ],
  },
  {
    type: 'presence',
    stream: 'room:3',
    scope: 'changes',
    version: 2,
    certainMs: 25_000,
    counts: { active: 1, away: 0 },
    present: [
      [ada.id, 'active'],
      [message.authorId, 'left'],
    ],
    people: [ada],
  },
  { type: 'goaway', reconnectAfterMs: 120 },
];

/** One example of each frame that a client says. */
export const CLIENT_FRAMES: readonly ClientFrame[] = [
  { type: 'hello', protocol: 1, client: 'hearth-web 0.1.0' },
  {
    type: 'join',
    stream: 'room:3',
    position: { epoch: EPOCH, seq: 4, digest: DIGEST.slice(0, 32) },
  },
  { type: 'leave', stream: 'room:3' },
  { type: 'here', state: 'away' },
  { type: 'goodbye' },
  {
    type: 'command',
    id: 5,
    command: {
      name: 'edit',
      key: 'again' as CommandKey,
      target: { authorId: ada.id, clientMessageId: 'first' as ClientMessageId },
      revision: 1,
      body: 'Good evening',
    },
    fence: { profile: 'browser1' as ProfileId, term: 3 },
  },
  { type: 'ping', n: 1 },
  { type: 'typing', roomId: message.roomId, act: 'stop', fence: 4 },
];
