import type { Claim } from '../../../core/client/inputs.js';
import type { OutboxItem } from '../../../core/client/replica.js';
import type { ErrorCode, Refusal } from '../../../core/vocabulary/errors.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import type { ClientMessageId, MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import type { StoredEntry } from '../../../ports/local-store.js';
import { ACCOUNT, ME, Play } from './play.js';
import { ROOM } from './room-log.js';

export const GARDEN = 2 as RoomId;

/** A client that is online and has nothing unsent. Effects so far are looked at. */
export function online(): Play {
  const play = new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
  play.effects = [];
  return play;
}

export function post(play: Play, id: string, more: { roomId?: RoomId; body?: string } = {}): void {
  const { roomId = ROOM, body = `body of ${id}` } = more;
  play.take({ type: 'post', roomId, id: id as ClientMessageId, body });
}

export function kept(play: Play, id: string): void {
  play.take({ type: 'kept', userId: ME, id: id as ClientMessageId });
}

export function claimed(play: Play, id: string, claim: Claim = 'granted'): void {
  play.take({ type: 'claimed', userId: ME, id: id as ClientMessageId, claim });
}

/** Writes a message and brings it as far as the wire. */
export function sent(play: Play, id: string): CommandFrame {
  post(play, id);
  kept(play, id);
  claimed(play, id);
  const frame = play.sent('command').at(-1);
  if (frame === undefined) throw new Error('it was not sent');
  return frame;
}

/** Where the server says that a message stands. */
interface GivenPlace {
  readonly seq: number;
  readonly messageId: MessageId;
}

/** A place in a room in which nothing but posts has happened. */
function placeAt(seq: number): GivenPlace {
  return { seq, messageId: (99 + seq) as MessageId };
}

export function accept(play: Play, { id }: CommandFrame, place: number | GivenPlace = 2): void {
  const { seq, messageId } = typeof place === 'number' ? placeAt(place) : place;
  const value = {
    messageId,
    roomId: ROOM,
    seq,
    at: 1,
    result: 'stored',
  } as const;
  play.frame({ type: 'answer', id, name: 'post', outcome: { ok: true, value } });
}

export function refuse(play: Play, { id }: CommandFrame, refusal: ErrorCode | Refusal): void {
  const why = typeof refusal === 'string' ? { code: refusal, message: 'No.' } : refusal;
  play.frame({ type: 'answer', id, name: 'post', outcome: { ok: false, refusal: why } });
}

/** A person says that a message is to be sent again. */
export function retry(play: Play, id: string, newId = `${id} anew`): void {
  play.take({ type: 'retry', id: id as ClientMessageId, newId: newId as ClientMessageId });
}

export function item(play: Play, id: string): OutboxItem | undefined {
  return play.state.outbox.find(({ clientMessageId }) => clientMessageId === id);
}

export function stateOf(play: Play, id: string): string | undefined {
  return item(play, id)?.state.kind;
}

export function stored(id: string, more: Partial<StoredEntry> = {}): StoredEntry {
  return {
    clientMessageId: id as ClientMessageId,
    userId: ME,
    roomId: ROOM,
    body: `body of ${id}`,
    order: 1,
    state: 'queued',
    refusal: null,
    tab: 'tab-1',
    createdAt: 1,
    ...more,
  };
}
