import { expect } from 'chai';
import type { RoomId } from '../../../../core/vocabulary/ids.js';
import type { RoomReading } from '../../../../core/vocabulary/reading.js';
import { badgeOf, isRead } from '../../../../hosts/web/push/shown-notices.js';

function reading(roomId: number, change: Partial<RoomReading>): readonly [RoomId, RoomReading] {
  const read = { generation: 1, seq: 7 };
  const id = roomId as RoomId;
  return [id, { roomId: id, read, involvement: 'mentions', mentions: [], ...change }];
}

describe('notifications that are shown', () => {
  it('SV6 one is about what was read up to its place, and of what is not known about nothing', () => {
    const readings = new Map([reading(1, {})]);
    expect(isRead(readings, { roomId: 1, seq: 7 })).to.equal(true);
    expect(isRead(readings, { roomId: 1, seq: 8 })).to.equal(false);
    expect(isRead(readings, { roomId: 2, seq: 1 })).to.equal(false);
    for (const data of [null, {}, { roomId: 1 }]) expect(isRead(readings, data)).to.equal(false);
  });

  it('SV7 the badge counts unread mentions in the rooms that one sees', () => {
    const readings = new Map([
      reading(1, { mentions: [8, 9] }),
      reading(2, { mentions: [8], involvement: 'nothing' }),
      reading(3, { mentions: [8], involvement: 'invisible' }),
    ]);
    expect(badgeOf(readings)).to.equal(3);
  });
});
