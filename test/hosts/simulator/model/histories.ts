import type { PostCommand, Posted } from '../../../../core/vocabulary/commands.js';
import { done } from '../../../../core/vocabulary/errors.js';
import type { RunFrame, ServerFrame, WelcomeFrame } from '../../../../core/vocabulary/frames.js';
import type {
  ClientMessageId,
  MessageId,
  RoomId,
  StreamName,
  UserId,
} from '../../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../../core/vocabulary/messages.js';
import { POSITION_DIGEST_CHARACTERS } from '../../../../core/vocabulary/position.js';
import type { SentPost, StoredPost } from '../../../../hosts/simulator/model/drains.js';
import type { CommittedEvent } from '../../../../hosts/simulator/model/log.js';
import type { ShownRows } from '../../../../hosts/simulator/model/own-rows.js';
import { Model } from '../../../../hosts/simulator/model/model.js';

export const ROOM = 1 as RoomId;
export const STREAM: StreamName = 'room:1';
export const ANA = 1 as UserId;

export function keyOf(text: string): ClientMessageId {
  return text as ClientMessageId;
}

/**
 * Digest of the event at a place of {@link STREAM}: any text that is unlike that of other places.
 */
export function digestAt(seq: number): string {
  return String(seq).padStart(32, '0').repeat(2);
}

export function created(): CommittedEvent {
  return eventOf(1, 'room.created', { data: { roomId: ROOM, name: 'Garden', kind: 'open' } });
}

/** Message n stands at n + 1, after the room's creation. */
export function posted(id: number, more: { seq?: number; key?: string } = {}): CommittedEvent {
  const { seq = id + 1, key = `key-${String(id)}` } = more;
  const data = { messageId: id, revision: 1, clientMessageId: key };
  return eventOf(seq, 'message.posted', { data, content: { id, revision: 1 } });
}

export function edited(id: number, seq: number, revision = 2): CommittedEvent {
  const data = { messageId: id, revision };
  return eventOf(seq, 'message.edited', { data, content: { id, revision } });
}

export function deleted(id: number, seq: number): CommittedEvent {
  return eventOf(seq, 'message.deleted', { data: { messageId: id } });
}

/** A model that has seen a history. */
export function modelOf(...events: readonly CommittedEvent[]): Model {
  const model = new Model(() => 0);
  model.committed(events);
  return model;
}

/** The invariants that were violated, in order. */
export function violated(model: Model): readonly string[] {
  return model.violations.map(({ invariant }) => invariant);
}

export function bodyOf(id: number, revision: number): string {
  return `text ${String(id)}.${String(revision)}`;
}

/** The message as a client shows it. */
export function shown(id: number, revision = 1): LiveMessage {
  return {
    state: 'live',
    id: id as MessageId,
    roomId: ROOM,
    authorId: ANA,
    clientMessageId: keyOf(`key-${String(id)}`),
    seq: id + 1,
    at: 1_000,
    revision,
    changedAt: id + 1,
    body: bodyOf(id, revision),
  };
}

function eventOf(
  seq: number,
  kind: string,
  what: {
    readonly data: object;
    readonly content?: { readonly id: number; readonly revision: number };
  },
): CommittedEvent {
  const { data, content } = what;
  return {
    stream: STREAM,
    seq,
    at: 1_000,
    actor: ANA,
    kind,
    data: JSON.stringify(data),
    digest: digestAt(seq),
    content:
      content === undefined
        ? null
        : {
            messageId: content.id as MessageId,
            revision: content.revision,
            hash: digestAt(900 + seq),
            body: bodyOf(content.id, content.revision),
          },
  };
}

export const POST: PostCommand = {
  name: 'post',
  roomId: ROOM,
  clientMessageId: keyOf('key-1'),
  body: 'text 1.1',
};

export function storedAs(messageId: number, seq = messageId + 1): { ok: true; value: Posted } {
  const id = messageId as MessageId;
  return done({ messageId: id, roomId: ROOM, seq, at: 1_000, result: 'stored' });
}

/** The run of committed events from one sequence to another, as the server sends it. */
export function runOf(model: Model, from: number, to: number): RunFrame {
  const events = model.log
    .events(STREAM, to)
    .slice(from - 1)
    .map(sentEvent);
  const digest = digestAt(to).slice(0, POSITION_DIGEST_CHARACTERS);
  return { type: 'run', stream: STREAM, from, to, events, people: [], digest };
}

export const WELCOME: WelcomeFrame = {
  type: 'welcome',
  protocol: 1,
  epoch: 'e',
  me: { id: ANA, name: 'Ana', role: 'member', version: 1 },
  pingIntervalMs: 15_000,
};

/** What client 1 shows of the room: lines by key, `waiting:` before those of unsent messages. */
export function rowsOf(...keys: readonly string[]): ShownRows {
  const rows = keys.map((key) => ({ key: key.replace(/^waiting:/, 'own:') }));
  const waiting = keys.flatMap((key) => {
    const id = /^waiting:(.*)$/.exec(key)?.[1];
    return id === undefined ? [] : [keyOf(id)];
  });
  const whole = { from: null, to: null, resets: 0 };
  return { client: 'c1', userId: ANA, roomId: ROOM, rows, waiting, unsent: waiting, ...whole };
}

export function live(seq: number): ServerFrame {
  return { type: 'live', stream: STREAM, epoch: 'e', seq, digest: digestAt(seq) };
}

function sentEvent({ seq, at, actor, kind, data, content }: CommittedEvent) {
  const event = { seq, at, actor, kind, data };
  if (content === null) return event;
  return { ...event, content: { body: content.body ?? '', salt: '0'.repeat(32) } };
}

/** Message n as it waits on the disk of a browser for one of its tabs. */
export function storedPost(id: number, tab: string): StoredPost {
  return { userId: ANA, clientMessageId: keyOf(`key-${String(id)}`), tab, waits: false };
}

/** The same as a tab sends it whose disk has not failed. */
export function sentPost(id: number): SentPost {
  return { userId: ANA, id: keyOf(`key-${String(id)}`), hasFailed: false };
}
