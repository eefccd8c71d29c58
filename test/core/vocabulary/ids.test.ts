import { expect } from 'chai';
import {
  CLIENT_KEY_PATTERN,
  isStreamName,
  roomOfStream,
  roomStream,
  type RoomId,
} from '../../../core/vocabulary/ids.js';

describe('names of streams', () => {
  it('VO9 are account, admin, and room or user with a positive integer', () => {
    for (const name of ['account', 'admin', 'room:1', 'user:9007199254740991']) {
      expect(isStreamName(name), name).to.equal(true);
    }
    const others = [
      '',
      'room',
      'room:',
      'room:0',
      'room:01',
      'room:-1',
      'room:1 ',
      'room:1e3',
      'team:1',
    ];
    for (const name of [...others, 'user:9007199254740992', 'Account']) {
      expect(isStreamName(name), name).to.equal(false);
    }
  });

  it('VO9 a room and the name of its stream turn into each other', () => {
    expect(roomOfStream(roomStream(42 as RoomId))).to.equal(42);
    expect(roomOfStream('account')).to.equal(null);
    expect(roomOfStream('user:42')).to.equal(null);
  });

  it('VO10 a client’s key has 1 to 64 characters that need no quoting anywhere', () => {
    expect(CLIENT_KEY_PATTERN.test('aZ09_-')).to.equal(true);
    for (const key of ['', 'a b', 'a\n', 'é', 'x'.repeat(65)]) {
      expect(CLIENT_KEY_PATTERN.test(key), key).to.equal(false);
    }
  });
});
