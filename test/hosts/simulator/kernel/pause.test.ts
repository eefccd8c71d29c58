import { expect } from 'chai';
import { microtaskDrain } from '../../../../hosts/simulator/kernel/drain.js';
import { Kernel } from '../../../../hosts/simulator/kernel/kernel.js';
import { Trace } from '../../../../hosts/simulator/kernel/trace.js';

const LABEL = { kind: 'test', entity: '' };

/** What of two lives runs, and when, if one of them is paused from 5 to 50 microseconds. */
function runPaused(shuffleTies: boolean): Promise<readonly string[]> {
  return new Promise((resolve) => {
    setImmediate(() => {
      const drain = microtaskDrain();
      const trace = new Trace();
      const kernel = new Kernel({ seed: 1, trace, drain, shuffleTies, afterEvent: () => false });
      const page = kernel.begin('page');
      const other = kernel.begin('other');
      const ran: string[] = [];
      const note = (name: string) => () => ran.push(`${name} at ${String(kernel.nowUs)}`);
      for (const delay of [10, 20, 20, 30]) page.schedule(delay, LABEL, note(`page ${delay}`));
      const cancel = page.schedule(25, LABEL, note('cancelled'));
      other.schedule(5, LABEL, () => {
        kernel.pause(page);
      });
      other.schedule(40, LABEL, cancel);
      other.schedule(40, LABEL, note('other'));
      other.schedule(50, LABEL, () => {
        other.schedule(0, LABEL, note('after'));
        page.resume();
      });
      page.schedule(60, LABEL, note('page 60'));
      kernel.run(100);
      resolve(ran);
    });
  });
}

describe('a life that is paused', () => {
  for (const shuffleTies of [false, true]) {
    const how = shuffleTies ? ', whatever the order of ties' : '';
    it(`SI42 loses nothing: what came for it runs when it goes on, in its order${how}`, async () => {
      expect(await runPaused(shuffleTies)).to.deep.equal([
        'other at 40',
        'page 10 at 50',
        'page 20 at 50',
        'page 20 at 50',
        'page 30 at 50',
        'after at 50',
        'page 60 at 60',
      ]);
    });
  }
});
