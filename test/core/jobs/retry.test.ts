import { expect } from 'chai';
import { JOB_RETRY_MS_MAX, JOB_WAIT_MS_MAX } from '../../../core/jobs/limits.js';
import { retryMs } from '../../../core/jobs/retry.js';

describe('retryMs', () => {
  it('JB14 doubles from a second to a minute, and chance takes up to half of it away', () => {
    const waits = Array.from({ length: 10 }, (_, at) => [
      retryMs(at + 1, 0, null),
      retryMs(at + 1, 0.999_999, null),
    ]);
    expect(waits.slice(0, 3)).to.deep.equal([
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
    ]);
    expect(waits.at(-1)).to.deep.equal([JOB_RETRY_MS_MAX / 2, JOB_RETRY_MS_MAX]);
  });

  it('JB14 what is asked for is the least, up to ten minutes, and chance comes on top', () => {
    expect(retryMs(1, 0, 5_000)).to.equal(5_000);
    expect(retryMs(1, 0.5, 5_000)).to.equal(5_250);
    expect(retryMs(1, 0, 10)).to.equal(500);
    expect(retryMs(1, 0, 86_400_000)).to.equal(JOB_WAIT_MS_MAX);
  });
});
