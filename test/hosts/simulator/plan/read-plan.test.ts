import { expect } from 'chai';
import { drawConfig } from '../../../../hosts/simulator/plan/config.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';
import { PlanError, readPlan } from '../../../../hosts/simulator/plan/read-plan.js';
import type { Plan } from '../../../../hosts/simulator/plan/plan.js';
import { runApart } from '../run-apart.js';

const plan = generatePlan(2, drawConfig(2));

function textWith(change: object): string {
  return JSON.stringify({ ...plan, ...change });
}

function codeOf(text: string): string {
  try {
    readPlan(text);
    return 'none';
  } catch (error) {
    return error instanceof PlanError ? error.code : String(error);
  }
}

describe('reading a plan', function () {
  this.timeout(600_000);

  it('SI55 what a plan does not name is as before it could be named', () => {
    const { faults, processes: _processes, tabs: _tabs, ...older } = plan.config;
    const { P3: _class, ...known } = faults;
    const { config } = readPlan(textWith({ config: { ...older, faults: known } }));
    expect(config).to.include({ processes: 1, tabs: 1, clients: plan.config.clients });
    expect(config.faults.P3.on).to.equal(false);
    expect(config.faults.N2).to.deep.equal(plan.config.faults.N2);
  });

  it('SI55 what a person did before there were tabs, their first tab does', () => {
    const ops = [{ t: 0, actor: 'c2', kind: 'arrive' }];
    const faults = [{ t: 1, class: 'P1', downMs: 5 }];
    const read = readPlan(textWith({ ops, faults }));
    expect(read.ops).to.deep.equal([{ t: 0, actor: 'c2.1', kind: 'arrive' }]);
    expect(read.faults).to.deep.equal([{ t: 1, class: 'P1', downMs: 5, process: 0 }]);
  });

  it('SI55 a plan of this code is read as it is', () => {
    expect(readPlan(JSON.stringify(plan))).to.deep.equal(plan);
  });

  it('SI55 what nothing knows is refused with a stable code', () => {
    const { config } = plan;
    expect(codeOf('no json')).to.equal('plan_malformed');
    expect(codeOf(textWith({ ops: 3 }))).to.equal('plan_malformed');
    expect(codeOf(textWith({ config: { ...config, clients: 'x' } }))).to.equal('plan_malformed');
    expect(codeOf(textWith({ version: 99 }))).to.equal('plan_version');
    const ops = [{ t: 0, actor: 'c1.1', kind: 'juggle' }];
    expect(codeOf(textWith({ ops }))).to.equal('plan_unknown_operation');
    expect(codeOf(textWith({ faults: [{ t: 0, class: 'Z9' }] }))).to.equal('plan_unknown_fault');
    expect(codeOf(textWith({ chances: { Z9: [] } }))).to.equal('plan_unknown_fault');
    const strange = { ...config, juggling: true };
    expect(codeOf(textWith({ config: strange }))).to.equal('plan_unknown_setting');
  });

  it('SI56 strokes of chance that a plan does not name do not strike', async () => {
    const [all] = await runApart([plan]);
    const [name, count] =
      Object.entries(all?.chances ?? {}).find(([, strokes]) => strokes > 1) ??
      expect.fail('no chance');
    const named = Array.from({ length: count }, (_, at) => at + 1);
    const same: Plan = { ...plan, chances: { [name]: named } };
    const none: Plan = { ...plan, chances: { [name]: [] } };
    const [again, without] = await runApart([same, none]);
    expect(again?.traceHash).to.equal(all?.traceHash);
    expect(without?.traceHash).not.to.equal(all?.traceHash);
  });
});
