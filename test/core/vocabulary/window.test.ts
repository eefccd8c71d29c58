import { expect } from 'chai';
import fc from 'fast-check';
import type { ClientMessageId, MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { LiveMessage, Message } from '../../../core/vocabulary/messages.js';
import { positionAt } from '../../../core/vocabulary/position.js';
import { canonicalWindow, type RoomWindow } from '../../../core/vocabulary/window.js';

const room = {
  id: 1 as RoomId,
  name: 'All Talk',
  kind: 'open',
  creatorId: 1 as UserId,
  changedAt: 1,
} as const;

function live(seq: number, body: string): LiveMessage {
  return {
    state: 'live',
    id: seq as MessageId,
    roomId: room.id,
    authorId: 1 as UserId,
    clientMessageId: `key-${seq}` as ClientMessageId,
    seq,
    at: 0,
    revision: 1,
    changedAt: seq,
    body,
  };
}

function windowOf(messages: readonly Message[]): RoomWindow {
  return { room, from: 2, to: 5, messages };
}

describe('the canonical window', () => {
  const messages = [2, 3, 4, 5].map((seq) => live(seq, `message ${seq}`));

  it('VO11 is the same whatever the order in which the messages are held', () => {
    const expected = canonicalWindow(windowOf(messages));
    const shuffled = fc.shuffledSubarray(messages, { minLength: messages.length });
    fc.assert(
      fc.property(shuffled, (any) => {
        expect(canonicalWindow(windowOf(any))).to.equal(expected);
      }),
    );
  });

  it('VO11 leaves out tombstones and what lies beyond its ends', () => {
    const { body: _, ...place } = live(3, 'gone');
    const more = [
      ...messages.filter((one) => one.seq !== 3),
      { ...place, state: 'deleted' as const },
    ];
    const beyond = [...more, live(1, 'before'), live(6, 'after')];
    const expected = canonicalWindow(windowOf(messages.filter((one) => one.seq !== 3)));
    expect(canonicalWindow(windowOf(beyond))).to.equal(expected);
  });

  it('VO11 differs when anything of a message or of the room differs', () => {
    const expected = canonicalWindow(windowOf(messages));
    const [first = live(2, ''), ...rest] = messages;
    const changes: Partial<LiveMessage>[] = [
      { body: 'other' },
      { revision: 2 },
      { changedAt: 9 },
      { at: 1 },
      { authorId: 2 as UserId },
      { id: 99 as MessageId },
      { clientMessageId: null },
    ];
    for (const change of changes) {
      const text = canonicalWindow(windowOf([{ ...first, ...change }, ...rest]));
      expect(text, JSON.stringify(change)).not.to.equal(expected);
    }
    const renamed = { ...windowOf(messages), room: { ...room, name: 'Other' } };
    expect(canonicalWindow(renamed)).not.to.equal(expected);
  });
});

describe('a position', () => {
  it('VO12 carries the first 16 bytes of the chain digest', () => {
    const digest = 'ab'.repeat(32);
    const position = positionAt('0123456789abcdef', 4, digest);
    expect(position).to.deep.equal({
      epoch: '0123456789abcdef',
      seq: 4,
      digest: 'ab'.repeat(16),
    });
  });
});
