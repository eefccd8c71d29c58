import { expect } from 'chai';
import {
  defineSimulation,
  DefinitionError,
  type ClientHost,
  type Invariant,
  type SimulatedApp,
  type SimulationDefinition,
} from '../../../../hosts/simulator/define/index.js';
import { sharedCounter } from '../../../../hosts/simulator/examples/shared-counter.js';

type Nothing = object;
type Plain = SimulationDefinition<SimulatedApp, Nothing, Nothing>;

const HOLDS: Invariant<SimulatedApp, Nothing, Nothing> = {
  id: 'S-HOLDS',
  statement: 'nothing is wrong',
  when: 'end',
  check: () => null,
};

/** A definition in which nothing goes wrong. */
const PLAIN: Plain = {
  name: 'plain',
  app: () => ({ handle: () => null }),
  client: () => ({}),
  workload: [{ name: 'wait', weight: 1, run: () => undefined }],
  model: () => ({}),
  invariants: [HOLDS],
};

function reachForChance(): number | null {
  try {
    return Math.random();
  } catch {
    return null;
  }
}

describe('simulations of an embedder', () => {
  it('EB1 the careful counter passes, having met what it must sometimes meet', async () => {
    const report = await sharedCounter().run({ from: 1, to: 20 });
    expect(report.ok).to.equal(true);
    expect(report.requests).to.be.above(400);
    expect(report.crashes).to.be.above(20);
  });

  it('EB2 the bug of the worked example is found and named', async () => {
    const { failed } = await sharedCounter('forgetful').run({ from: 1, to: 10 });
    expect(failed.map(({ violation }) => violation?.invariant)).to.include('S-NOT-TWICE');
    const hasty = await sharedCounter('hasty').run({ from: 1, to: 10 });
    expect(hasty.failed.map(({ violation }) => violation?.invariant)).to.include('S-NOTHING-LOST');
  });

  it('EB3 a seed gives the same trace hash each time, and another seed another', async () => {
    const counter = sharedCounter();
    const first = await counter.runSeed(7);
    await counter.runSeed(8);
    expect((await counter.runSeed(7)).traceHash).to.equal(first.traceHash);
    expect((await counter.runSeed(8)).traceHash).not.to.equal(first.traceHash);
  });

  it('EB4 every sabotage is caught by its own invariant, and harmless without its faults', async () => {
    for (const report of await sharedCounter().sabotages()) {
      expect(report.caught, report.title).to.equal(true);
    }
  });

  it('EB5 strict mode refuses an invariant that no sabotage violates', () => {
    expect(() => defineSimulation({ ...PLAIN, strict: true })).to.throw(DefinitionError, 'S-HOLDS');
  });

  it('EB5 a definition with nothing to do, nothing that must hold, or a wrong name is refused', () => {
    const refused = (change: Partial<Plain>): void => {
      expect(() => defineSimulation({ ...PLAIN, ...change })).to.throw(DefinitionError);
    };
    refused({ workload: [] });
    refused({ invariants: [] });
    refused({ invariants: [HOLDS, HOLDS] });
    refused({ sabotages: [{ title: 'x', caughtBy: 'S-NO', seeds: 1, needs: [] }] });
  });

  it('EB6 an app that reaches for a real clock, chance or timer fails, even if it swallows that', async () => {
    const impure = defineSimulation<SimulatedApp, ClientHost, Nothing>({
      name: 'impure',
      app: () => ({ handle: reachForChance }),
      client: (host) => host,
      workload: [
        {
          name: 'ask',
          weight: 1,
          run: async ({ client }) => {
            await client.call(null).catch(() => null);
          },
        },
      ],
      model: () => ({}),
      invariants: [{ id: 'S-HOLDS', statement: '-', when: 'end', check: () => null }],
    });
    const { violation } = await impure.runSeed(1);
    expect(violation?.invariant).to.equal('DETERMINISM');
    expect(Math.random()).to.be.below(1);
  });

  it('EB7 a client that waits for ever, an app that throws and an unknown situation are told', async () => {
    const first = async (change: Partial<Plain>): Promise<string | undefined> =>
      (await defineSimulation({ ...PLAIN, ...change }).runSeed(1)).violation?.invariant;
    const forEver = { name: 'wait', weight: 1, run: () => new Promise<void>(() => undefined) };
    expect(await first({ workload: [forEver] })).to.equal('L-SETTLED');
    const throwing = (): SimulatedApp => {
      throw new Error('no');
    };
    expect(await first({ app: throwing })).to.equal('S-NO-DEFECT');
    const unknown: Plain['workload'][number] = {
      name: 'boast',
      weight: 1,
      run: ({ goal }) => {
        goal('the moon');
      },
    };
    expect(await first({ workload: [unknown] })).to.equal('S-NO-DEFECT');
  });

  it('EB8 a run that never met a situation, or never judged an invariant, proves nothing', async () => {
    const idle = defineSimulation({
      ...PLAIN,
      sometimes: ['the moon'],
      invariants: [{ ...HOLDS, check: () => undefined }],
    });
    const report = await idle.run({ from: 1, to: 2 });
    expect(report.ok).to.equal(false);
    expect(report.missedGoals).to.deep.equal(['the moon']);
    expect(report.neverJudged).to.deep.equal(['S-HOLDS']);
  });
});
