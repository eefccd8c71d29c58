import { expect } from 'chai';

import { nextNoticeIn, noticeAfter } from '../../../../hosts/web/connection/notice.js';

describe('the connection notice', () => {
  it('UI20 says nothing for 2 s, shows a dot until 5 s, then the bar, and after 30 s offers to try', () => {
    const said = [0, 1_999, 2_000, 4_999, 5_000, 29_999, 30_000].map((ms) =>
      noticeAfter(ms, false),
    );
    expect(said).to.deep.equal([
      'none',
      'none',
      'dot',
      'dot',
      'offline',
      'offline',
      'offlineTryNow',
    ]);
  });

  it('UI20 shows the bar at 2 s when the browser itself says that it is offline', () => {
    expect(noticeAfter(1_999, true)).to.equal('none');
    expect(noticeAfter(2_000, true)).to.equal('offline');
  });

  it('UI20 wakes exactly when there is something else to say', () => {
    expect([0, 2_000, 4_000, 5_000, 30_000].map(nextNoticeIn)).to.deep.equal([
      2_000,
      3_000,
      1_000,
      25_000,
      null,
    ]);
  });
});
