import { expect } from 'chai';
import { NOTICE_CHARACTERS_MAX, NOTICE_TTL_SECONDS } from '../../../core/notifications/limits.js';
import { noticeBody, pushMessageOf } from '../../../core/notifications/words.js';
import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { MessageNotice } from '../../../core/vocabulary/notices.js';
import { PUSH_PAYLOAD_BYTES_MAX } from '../../../ports/push.js';

describe('words of a notification', () => {
  it('TL20 says who says what on one line', () => {
    expect(noticeBody('Bob', ' see\n\tyou  there ')).to.equal('Bob: see you there');
    expect(noticeBody('Bob', 'a\u202Eb\u0007c')).to.equal('Bob: a b c');
  });

  it('TL20 cuts what does not fit, between characters, and says so', () => {
    const cut = noticeBody('Bob', '🌲'.repeat(400));
    expect(Array.from(cut)).to.have.lengthOf(NOTICE_CHARACTERS_MAX);
    expect(cut.endsWith('🌲…')).to.equal(true);
    const whole = noticeBody('Bob', 'x'.repeat(NOTICE_CHARACTERS_MAX - 5));
    expect(whole.endsWith('x')).to.equal(true);
    expect(noticeBody('Bob', ' '.repeat(5_000) + 'late')).to.equal('Bob:…');
  });

  it('TL21 the largest notice fits into one push, whatever is written in it', () => {
    for (const letter of ['🌲', '"', '\\', '雪']) {
      const notice: MessageNotice = {
        kind: 'message',
        userId: Number.MAX_SAFE_INTEGER as UserId,
        roomId: Number.MAX_SAFE_INTEGER as RoomId,
        messageId: Number.MAX_SAFE_INTEGER as MessageId,
        seq: Number.MAX_SAFE_INTEGER,
        title: letter.repeat(100),
        body: noticeBody(letter.repeat(100), letter.repeat(32_000)),
        badge: 100_000,
      };
      const message = pushMessageOf(notice);
      expect(message.payload.length).to.be.below(PUSH_PAYLOAD_BYTES_MAX);
      expect(JSON.parse(new TextDecoder().decode(message.payload))).to.deep.equal(notice);
    }
  });

  it('TL21 what waits of a room is replaced by what comes of it, for a day', () => {
    const withdrawal = {
      kind: 'withdrawal',
      userId: 1 as UserId,
      roomId: 12 as RoomId,
      upTo: 4,
      messageId: null,
      badge: 0,
    } as const;
    const { topic, ttlSeconds, urgency } = pushMessageOf(withdrawal);
    expect({ topic, ttlSeconds, urgency }).to.deep.equal({
      topic: 'room-12',
      ttlSeconds: NOTICE_TTL_SECONDS,
      urgency: 'normal',
    });
    expect(NOTICE_TTL_SECONDS).to.equal(86_400);
  });
});
