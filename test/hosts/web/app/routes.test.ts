import { expect } from 'chai';

import type { MessageId, RoomId } from '../../../../core/vocabulary/ids.js';
import { messagePath, placeOf, roomPath } from '../../../../hosts/web/app/routes.js';

describe('paths of the page', () => {
  it('UI26 a room and a message in it have paths that are read back', () => {
    const roomId = 7 as RoomId;
    const messageId = 42 as MessageId;
    expect(roomPath(roomId)).to.equal('/rooms/7');
    expect(messagePath(roomId, messageId)).to.equal('/rooms/7/@42');
    expect(placeOf('/rooms/7')).to.deep.equal({ kind: 'room', roomId, messageId: null });
    expect(placeOf('/rooms/7/@42')).to.deep.equal({ kind: 'room', roomId, messageId });
  });

  it('UI26 the paths of other pages are those that bookmarks hold', () => {
    const kinds = [
      '/',
      '/first_run',
      '/session/new',
      '/rooms/opens/new',
      '/users/me/profile',
      '/account/edit',
    ].map((path) => placeOf(path).kind);
    expect(kinds).to.deep.equal(['home', 'firstRun', 'signIn', 'newRoom', 'profile', 'account']);
    expect(placeOf('/join/a-b%20c')).to.deep.equal({ kind: 'join', code: 'a-b c' });
  });

  it('UI26 anything else is unknown', () => {
    for (const path of ['/rooms/0', '/rooms/x', '/rooms/1/@', '/rooms/9999999999999999', '/no']) {
      expect(placeOf(path).kind, path).to.equal('unknown');
    }
    expect(placeOf('/join/%E0%A4%A')).to.deep.equal({ kind: 'join', code: '%E0%A4%A' });
  });
});
