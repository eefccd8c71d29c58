import { expect } from 'chai';
import type { JobResult } from '../../../core/jobs/job.js';
import {
  JOB_CLAIMS_MAX,
  JOB_LEASE_MS,
  JOBS_LOOK_MS,
  JOBS_RUNNING_MAX,
  JOBS_STOP_MS,
  JOBS_WAITING_MAX,
} from '../../../core/jobs/limits.js';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { openWorld, type World } from '../world.js';
import { AT_ONCE, dead, DONE, enqueue, NEVER, statsOf, turns, waiting, work } from './bench.js';

const FAILED: JobResult = { kind: 'failed', reason: 'service', retryAfterMs: null };

describe('JobRunner', () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld();
  });

  afterEach(() => world.close());

  it('JB10 what is called for is done soon after it is woken, once, and then gone', async () => {
    const worker = work(world.store, () => Promise.resolve(DONE));
    worker.runner.start();
    await worker.passes(10);
    await enqueue(world.store, 'one');
    worker.runner.wake();
    worker.runner.wake();
    await worker.passes(50);
    expect(worker.tries).to.deep.equal(['one#1']);
    expect(await waiting(world.store)).to.deep.equal([]);
    await worker.passes(JOBS_LOOK_MS * 3);
    expect(worker.tries).to.have.lengthOf(1);
    expect(worker.ledger.counts.get('jobs_done_total')).to.equal(1);
    await worker.runner.stop();
  });

  it('JB10 what nobody has told of is found at the next look', async () => {
    const worker = work(world.store, () => Promise.resolve(DONE));
    worker.runner.start();
    await worker.passes(10);
    await enqueue(world.store, 'one');
    await worker.passes(JOBS_LOOK_MS + 250);
    expect(worker.tries).to.deep.equal(['one#1']);
    await worker.runner.stop();
  });

  it('JB11 two processes share the work, and each job is done by one of them', async () => {
    const workers = [0, 1].map(() =>
      work(world.store, async () => {
        await turns();
        return DONE;
      }),
    );
    for (let at = 0; at < 20; at += 1) await enqueue(world.store, `job${String(at)}`);
    for (const { runner } of workers) runner.start();
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(workers.map((worker) => worker.passes(250)));
    }
    const tries = workers.flatMap((worker) => worker.tries);
    expect(new Set(tries).size).to.equal(20);
    expect(tries).to.have.lengthOf(20);
    expect(await waiting(world.store)).to.deep.equal([]);
    for (const { runner } of workers) await runner.stop();
  });

  it('JB12 a job of a process that is gone is taken over once its claim has stood still', async () => {
    const gone = work(world.store, () => NEVER);
    await enqueue(world.store, 'one');
    gone.runner.start();
    await gone.passes(50);
    expect(gone.tries).to.deep.equal(['one#1']);
    const next = work(world.store, () => Promise.resolve(DONE));
    next.clock.wall += 86_400_000;
    next.runner.start();
    await next.passes(JOB_LEASE_MS - 500);
    expect(next.tries).to.deep.equal([]);
    await next.passes(1_000);
    expect(next.tries).to.deep.equal(['one#2']);
    expect(await waiting(world.store)).to.deep.equal([]);
    expect(next.ledger.counts.get('jobs_claimed_again_total')).to.equal(1);
    await next.runner.stop();
  });

  it('JB13 what a process says of a job that another one has taken over counts no more', async () => {
    let wakes = (_result: JobResult): void => undefined;
    const paused = work(world.store, () => new Promise((resolve) => (wakes = resolve)));
    await enqueue(world.store, 'one');
    paused.runner.start();
    await paused.passes(50);
    const next = work(world.store, () => NEVER);
    next.runner.start();
    await next.passes(JOB_LEASE_MS + 500);
    expect(next.tries).to.deep.equal(['one#2']);
    wakes({ kind: 'dead', reason: 'long ago' });
    await turns();
    expect(await dead(world.store)).to.deep.equal([]);
    expect((await waiting(world.store))[0]?.fence).to.equal(2);
    expect(paused.ledger.counts.get('jobs_claims_lost_total')).to.equal(1);
  });

  it('JB14 what fails is tried again after longer and longer waits, and then given up', async () => {
    const worker = work(world.store, () => Promise.resolve(FAILED));
    await enqueue(world.store, 'one');
    worker.runner.start();
    const at: number[] = [];
    for (let step = 0; step < 600; step += 1) {
      const before = worker.tries.length;
      await worker.passes(250);
      if (worker.tries.length > before) at.push(worker.clock.monotonic());
    }
    expect(worker.tries).to.have.lengthOf(JOB_CLAIMS_MAX);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    const wanted = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
    gaps.forEach((gap, index) =>
      expect(gap).to.be.within(wanted[index] ?? 0, 2_000 + (wanted[index] ?? 0)),
    );
    expect((await dead(world.store)).map(({ failure }) => failure)).to.deep.equal(['service']);
    await worker.passes(JOBS_LOOK_MS + 250);
    expect(statsOf(worker)).to.deep.equal({ waiting: 0, dead: 1, running: 0 });
    expect(worker.ledger.counts.get('jobs_given_up_total')).to.equal(1);
    await worker.runner.stop();
  });

  it('JB14 whoever asks for a longer wait is asked again after it, and for good is at once', async () => {
    const results: JobResult[] = [
      { kind: 'failed', reason: 'limited', retryAfterMs: 9_000 },
      { kind: 'later', waitMs: 3_000 },
      { kind: 'dead', reason: 'unauthorized' },
    ];
    const worker = work(world.store, () => Promise.resolve(results.shift() ?? DONE));
    await enqueue(world.store, 'one');
    worker.runner.start();
    await worker.passes(8_500);
    expect(worker.tries).to.have.lengthOf(1);
    await worker.passes(1_000);
    expect(worker.tries).to.have.lengthOf(2);
    await worker.passes(2_000);
    expect(worker.tries).to.have.lengthOf(2);
    await worker.passes(1_500);
    expect(worker.tries).to.have.lengthOf(3);
    expect((await dead(world.store)).map(({ failure }) => failure)).to.deep.equal(['unauthorized']);
    await worker.runner.stop();
  });

  it('JB15 a job that ends its process each time is given up like any other', async () => {
    await enqueue(world.store, 'poison');
    for (let life = 1; life <= JOB_CLAIMS_MAX; life += 1) {
      const worker = work(world.store, () => NEVER);
      worker.runner.start();
      await worker.passes(JOB_LEASE_MS + 500);
      expect(worker.tries).to.deep.equal([`poison#${String(life)}`]);
    }
    const last = work(world.store, () => Promise.resolve(DONE));
    last.runner.start();
    await last.passes(JOB_LEASE_MS + 500);
    expect(last.tries).to.deep.equal([]);
    expect((await dead(world.store)).map(({ failure }) => failure)).to.deep.equal(['too_often']);
    await last.runner.stop();
  });

  it('JB16 no more is under way than may be, of each kind and of all, and the rest follows', async () => {
    const open: (() => void)[] = [];
    const hold = () => new Promise<JobResult>((resolve) => open.push(() => resolve(DONE)));
    const worker = work(world.store, hold, (tell) => ({
      tell: { ...tell, atOnceMax: 8 },
      push: { ...tell, atOnceMax: 100 },
    }));
    for (let at = 0; at < 20; at += 1) await enqueue(world.store, `t${String(at)}`);
    for (let at = 0; at < 40; at += 1) await enqueue(world.store, `p${String(at)}`, 'push');
    worker.runner.start();
    await worker.passes(500);
    const tells = (): number => worker.tries.filter((one) => one.startsWith('t')).length;
    expect(tells()).to.equal(8);
    expect(worker.tries).to.have.lengthOf(JOBS_RUNNING_MAX);
    expect(worker.ledger.gauges.get('jobs_running')?.()).to.equal(JOBS_RUNNING_MAX);
    for (let round = 0; round < 60 && worker.tries.length < 60; round += 1) {
      for (const end of open.splice(0)) end();
      await worker.passes(100);
    }
    for (const end of open.splice(0)) end();
    await worker.passes(100);
    expect(tells()).to.equal(20);
    expect(worker.tries).to.have.lengthOf(60);
    await worker.runner.stop();
  });

  it('JB17 a stop claims nothing more and waits for what is under way, for a bounded time', async () => {
    let end = (_result: JobResult): void => undefined;
    const worker = work(world.store, () => new Promise((resolve) => (end = resolve)));
    await enqueue(world.store, 'one');
    worker.runner.start();
    await worker.passes(50);
    let stopped = false;
    const stopping = worker.runner.stop().then(() => (stopped = true));
    await enqueue(world.store, 'two');
    worker.runner.wake();
    await worker.passes(500);
    expect(stopped).to.equal(false);
    end(DONE);
    await stopping;
    expect((await waiting(world.store)).map(({ cause }) => cause)).to.deep.equal(['two']);
    expect(worker.clock.timers).to.equal(0);

    const stuck = work(world.store, () => NEVER);
    stuck.runner.start();
    await stuck.passes(50);
    let over = false;
    void stuck.runner.stop().then(() => (over = true));
    await stuck.passes(JOBS_STOP_MS - 250);
    expect(over).to.equal(false);
    await stuck.passes(500);
    expect(over).to.equal(true);
  });

  it('JB18 a store that takes nothing now delays jobs and loses none', async () => {
    let isBusy = true;
    const { store } = world;
    const moody: Parameters<typeof work>[0] = {
      read: (body) => (isBusy ? Promise.reject(new ChatError('busy', 'No.')) : store.read(body)),
      write: (unit, options) => store.write(unit, options),
    };
    const worker = work(moody, () => Promise.resolve(DONE));
    await enqueue(store, 'one');
    worker.runner.start();
    await worker.passes(5_000);
    expect(worker.tries).to.deep.equal([]);
    isBusy = false;
    await worker.passes(1_250);
    expect(worker.tries).to.deep.equal(['one#1']);
    await worker.runner.stop();
  });

  it('JB18 a try that throws a coded error fails, and one that throws another is told as a defect', async () => {
    const errors = [new ChatError('busy', 'No.'), new Error('a defect')];
    const worker = work(world.store, () => {
      const error = errors.shift();
      return error === undefined ? Promise.resolve(DONE) : Promise.reject(error);
    });
    await enqueue(world.store, 'one');
    worker.runner.start();
    await worker.passes(5_000);
    expect(worker.tries).to.deep.equal(['one#1', 'one#2', 'one#3']);
    expect(worker.ledger.lines).to.deep.equal(['error a job of the kind tell has failed']);
    await worker.runner.stop();
  });

  it('JB19 beyond the bound of what waits the oldest are given up, and that is told', async () => {
    const { store } = world;
    for (let from = 0; from < JOBS_WAITING_MAX + 3; from += 1_000) {
      await store.write(async (tx) => {
        for (let at = from; at < Math.min(from + 1_000, JOBS_WAITING_MAX + 3); at += 1) {
          await tx.enqueueJob({ kind: 'tell', cause: String(at), payload: '{}' });
        }
      }, AT_ONCE);
    }
    const worker = work(store, () => NEVER);
    worker.runner.start();
    await worker.passes(50);
    const gone = (await dead(store)).map(({ cause, failure }) => `${cause} ${failure}`);
    expect(gone).to.deep.equal(['2 too_many', '1 too_many', '0 too_many']);
    expect(worker.ledger.counts.get('jobs_given_up_total')).to.equal(3);
    expect(worker.ledger.gauges.get('jobs_waiting_max')?.()).to.equal(JOBS_WAITING_MAX);
  }).timeout(20_000);

  it('JB20 jobs of a kind that this version does not know are left to one that does', async () => {
    const worker = work(world.store, () => Promise.resolve(DONE));
    await enqueue(world.store, 'of tomorrow', 'push');
    worker.runner.start();
    await worker.passes(JOBS_LOOK_MS * 2);
    expect(worker.tries).to.deep.equal([]);
    expect((await waiting(world.store)).map(({ fence }) => fence)).to.deep.equal([0]);
    await worker.runner.stop();
  });
});
