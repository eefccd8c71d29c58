import fc from 'fast-check';
import { ERRORS } from '../../../core/vocabulary/errors.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';

/** Any text that JSON carries: no lone surrogates. */
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const seq = fc.integer({ min: 0, max: 1_000_000 });
const at = fc.integer({ min: 0, max: 4_000_000_000_000 });
const count = fc.nat();

function hexText(length: number): fc.Arbitrary<string> {
  const digit = fc.constantFrom(...'0123456789abcdef'.split(''));
  return fc.array(digit, { minLength: length, maxLength: length }).map((digits) => digits.join(''));
}

const epoch = hexText(16);
const digest = hexText(64);
const key = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const stream = fc.oneof(
  fc.constantFrom('account', 'admin'),
  id.map((number) => `room:${number}`),
  id.map((number) => `user:${number}`),
);
const code = fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[]));
const person = fc.record({
  id,
  name: text,
  role: fc.constantFrom('member', 'administrator'),
  version: fc.integer({ min: 1, max: 1_000 }),
});
const people = fc.array(person, { maxLength: 3 });

const messageCommon = {
  id,
  roomId: id,
  authorId: id,
  clientMessageId: fc.option(key),
  seq,
  at,
  revision: fc.integer({ min: 1, max: 100 }),
  changedAt: seq,
};
const liveMessage = fc.record({ ...messageCommon, state: fc.constant('live'), body: text });
const message = fc.oneof(
  liveMessage,
  fc.record({ ...messageCommon, state: fc.constant('deleted') }),
);

const read = fc.record({ generation: id, seq });
const content = fc.oneof(
  fc.record({ body: text, salt: hexText(32) }),
  fc.record({ withheld: digest }),
);
const event = fc.oneof(
  fc.record({
    kind: fc.constant('message.posted'),
    data: fc
      .record({ messageId: id, revision: fc.constant(1), clientMessageId: fc.option(key) })
      .map((data) => JSON.stringify(data)),
    content,
  }),
  fc.record({
    kind: fc.constant('message.deleted'),
    data: id.map((messageId) => JSON.stringify({ messageId })),
  }),
  fc.record({
    kind: fc.constant('room.read'),
    data: fc.record({ roomId: id, read }).map((data) => JSON.stringify(data)),
  }),
  fc.record({ kind: fc.stringMatching(/^future\.[a-z]{1,20}$/), data: text }),
  fc.record({ kind: fc.constant('future.content'), data: text, content }),
);

const run = fc
  .record({
    stream,
    first: fc.integer({ min: 1, max: 1_000_000 }),
    events: fc.array(fc.tuple(event, at, fc.option(id)), { minLength: 1, maxLength: 5 }),
    people,
    last: hexText(32),
  })
  .map(({ stream: name, first, events, people: named, last }) => ({
    type: 'run' as const,
    stream: name,
    from: first,
    to: first + events.length - 1,
    events: events.map(([one, time, actor], index) => ({
      seq: first + index,
      at: time,
      actor,
      ...one,
    })),
    people: named,
    digest: last,
  }));

const room = fc.record({
  id,
  name: text,
  kind: fc.constant('open'),
  creatorId: id,
  changedAt: seq,
});
const latest = fc.record({ seq, authorId: fc.option(id), otherSeq: seq });
const involvement = fc.constantFrom('mentions', 'everything', 'nothing', 'invisible');
const state = fc.oneof(
  fc.record({
    kind: fc.constant('user'),
    readings: fc.array(
      fc.record({ roomId: id, read, involvement, mentions: fc.array(id, { maxLength: 3 }) }),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    kind: fc.constant('room'),
    room,
    messages: fc.array(message, { maxLength: 3 }),
    olderExist: fc.boolean(),
    members: fc.record({ count, digest: hexText(32) }),
    latest,
  }),
  fc.record({
    kind: fc.constant('account'),
    name: text,
    rooms: fc.array(fc.record({ id, name: text, kind: fc.constant('open'), head: seq, latest }), {
      maxLength: 3,
    }),
    peopleCount: count,
  }),
);

const refusal = fc.oneof(
  fc.record({ code, message: text }),
  fc.record({ code, message: text, retryAfterMs: count }),
);
const value = fc.oneof(
  fc.record({
    messageId: id,
    roomId: id,
    seq,
    at,
    result: fc.constantFrom('stored', 'repeated', 'deleted'),
  }),
  fc.record({ messageId: id, roomId: id, seq, revision: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ roomId: id, seq }),
  fc.record({ roomId: id, read }),
  fc.record({ roomId: id, involvement }),
  fc.record({ term: id }),
);
const outcome = fc.oneof(
  fc.record({ ok: fc.constant(true), value }),
  fc.record({ ok: fc.constant(false), refusal }),
  fc.record({ ok: fc.constant(false), refusal, current: liveMessage }),
);

function typed<Name extends string>(type: Name, fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ type: fc.constant(type), ...fields });
}

const typingAct = fc.constantFrom('start', 'stop');

/** Every frame that a server may say. */
export const serverFrames = fc.oneof(
  typed('welcome', { protocol: count, epoch, me: person, pingIntervalMs: id }),
  typed('refused', { code, message: text, retryAfterMs: fc.option(count) }),
  run,
  typed('reset', { stream, epoch, seq, digest, state, people }),
  typed('reset', { stream, epoch, seq, digest, state, people, undone: fc.constant(true) }),
  typed('live', { stream, epoch, seq, digest }),
  typed('denied', { stream, code, message: text }),
  typed('heads', { heads: fc.array(fc.tuple(id, seq, latest), { maxLength: 5 }) }),
  typed('typist', { roomId: id, person, act: typingAct, fence: seq }),
  typed('answer', {
    id: count,
    name: fc.constantFrom(
      'post',
      'edit',
      'delete',
      'createRoom',
      'renameRoom',
      'lead',
      'read',
      'involve',
    ),
    outcome,
  }),
  typed('pong', { n: count, heads: fc.array(fc.tuple(stream, seq), { maxLength: 5 }) }),
  typed('pong', {
    n: count,
    heads: fc.constant([]),
    certainMs: count,
    presence: fc.array(fc.tuple(stream, count), { maxLength: 5 }),
  }),
  typed('presence', {
    stream,
    scope: fc.constantFrom('whole', 'changes', 'summary', 'uncertain'),
    version: count,
    certainMs: count,
    counts: fc.record({ active: count, away: count }),
    present: fc.array(fc.tuple(id, fc.constantFrom('active', 'away', 'disconnected', 'left')), {
      maxLength: 5,
    }),
    people: fc.array(person, { maxLength: 3 }),
  }),
  typed('goaway', { reconnectAfterMs: count }),
) as unknown as fc.Arbitrary<ServerFrame>;

const target = fc.oneof(
  fc.record({ messageId: id }),
  fc.record({ authorId: id, clientMessageId: key }),
);
const profile = fc.stringMatching(/^[a-z0-9]{1,64}$/);
const fence = fc.record({ profile, term: id });
const command = fc.oneof(
  fc.record({ name: fc.constant('post'), roomId: id, clientMessageId: key, body: text }),
  fc.record({ name: fc.constant('edit'), key, target, revision: id, body: text }),
  fc.record({ name: fc.constant('delete'), key, target }),
  fc.record({ name: fc.constant('createRoom'), key, roomName: text }),
  fc.record({ name: fc.constant('renameRoom'), key, roomId: id, roomName: text }),
  fc.record({ name: fc.constant('lead'), profile }),
  fc.record({ name: fc.constant('read'), roomId: id, read }),
  fc.record({ name: fc.constant('markUnread'), key, roomId: id, from: seq }),
  fc.record({ name: fc.constant('involve'), key, roomId: id, involvement }),
);

/** Every frame that a client may say. */
export const clientFrames = fc.oneof(
  typed('hello', { protocol: count, client: text }),
  typed('join', {
    stream,
    position: fc.option(fc.record({ epoch, seq, digest: hexText(32) })),
  }),
  typed('leave', { stream }),
  typed('command', { id: count, command }),
  typed('command', { id: count, command, fence }),
  typed('ping', { n: count }),
  typed('typing', { roomId: id, act: typingAct, fence: seq }),
  typed('here', { state: fc.constantFrom('active', 'away') }),
  typed('goodbye', {}),
) as unknown as fc.Arbitrary<ClientFrame>;

/** Objects whose fields no frame has. */
export const jsonObjects = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), fc.jsonValue());
