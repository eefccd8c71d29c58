import { expect } from 'chai';
import { microtaskDrain } from '../../../../hosts/simulator/kernel/drain.js';
import { Kernel } from '../../../../hosts/simulator/kernel/kernel.js';
import { Trace, type TraceRecord } from '../../../../hosts/simulator/kernel/trace.js';

/** Runs a scene on a kernel of its own. @returns its trace, as `kind<-kind of its cause`. */
function causesOf(scene: (kernel: Kernel) => void): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      const records: TraceRecord[] = [];
      const trace = new Trace((record) => records.push(record));
      const drain = microtaskDrain();
      const kernel = new Kernel({
        seed: 1,
        trace,
        drain,
        shuffleTies: false,
        afterEvent: () => false,
      });
      try {
        scene(kernel);
        kernel.run(1_000);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      resolve(records.map(({ kind, cause }) => `${kind}<-${records[cause]?.kind ?? 'nothing'}`));
    });
  });
}

const label = (kind: string): { kind: string; entity: string } => ({ kind, entity: '' });

describe('causes in the trace', () => {
  it('SI50 an event has the event as its cause that scheduled it, also by a promise', async () => {
    const causes = await causesOf((kernel) => {
      const one = kernel.begin('one');
      const other = kernel.begin('other');
      one.schedule(5, label('first'), () => {
        one.schedule(20, label('timer'), () => undefined);
        void one.sleep(10, label('wait')).then(() => {
          other.schedule(1, label('message'), () => undefined);
        });
      });
      other.schedule(7, label('stranger'), () => undefined);
    });
    expect(causes).to.deep.equal([
      'first<-nothing',
      'stranger<-nothing',
      'wait<-first',
      'message<-wait',
      'timer<-first',
    ]);
  });

  it('SI50 a note has the event as its cause in which it was made', async () => {
    const causes = await causesOf((kernel) => {
      const life = kernel.begin('p');
      life.schedule(5, label('event'), () => {
        kernel.note('p', label('note'));
      });
    });
    expect(causes).to.deep.equal(['event<-nothing', 'note<-event']);
  });
});
