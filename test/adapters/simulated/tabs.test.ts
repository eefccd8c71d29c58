import { expect } from 'chai';
import { SimulatedProfile, type SimulatedTabs } from '../../../adapters/simulated/tabs.js';
import { describeTabsContract, tabUnderTest } from '../../contracts/tabs.contract.js';
import { RunningTime } from './bench.js';

const STEADY = { hasLocks: true, messageDelayMs: () => 1, lockDelayMs: () => 1 };

describe('simulated tabs', () => {
  const time = new RunningTime();
  const shuffled = new RunningTime(true);
  after(() => {
    time.stop();
    shuffled.stop();
  });

  function open(profile: SimulatedProfile, id: string, { timeline } = time): SimulatedTabs {
    return profile.open({ id, timeline, isVisible: true });
  }

  describeTabsContract({ describe, it, before, after }, () => {
    const profile = new SimulatedProfile(STEADY);
    let opened = 0;
    return Promise.resolve({
      open: () => {
        opened += 1;
        const tabs = open(profile, `tab-${opened}`);
        return Promise.resolve(
          tabUnderTest(tabs, {
            freeze: () => tabs.freeze('late'),
            thaw: () => tabs.thaw(),
            end: () => tabs.end(),
          }),
        );
      },
      pass: () => time.pass(1),
      close: () => Promise.resolve(),
    });
  });

  it('SI40 messages to a frozen tab come when it thaws, or never, as it was frozen', async () => {
    const profile = new SimulatedProfile(STEADY);
    const [one, late, lost] = [open(profile, 'one'), open(profile, 'late'), open(profile, 'lost')];
    const heard: string[] = [];
    for (const tab of [late, lost]) {
      tab.onMessage((message) => heard.push(`${tab.id} ${message}`));
      tab.freeze(tab === late ? 'late' : 'lost');
    }
    one.send('first');
    one.send('second');
    await time.pass(5);
    expect(heard).to.deep.equal([]);
    late.thaw();
    lost.thaw();
    one.send('third');
    await time.pass(5);
    expect(heard).to.deep.equal(['late first', 'late second', 'late third', 'lost third']);
  });

  it('SI40 what one tab sends another is not overtaken, however long each message takes', async () => {
    const delays = [9, 1, 4];
    const profile = new SimulatedProfile({
      ...STEADY,
      messageDelayMs: () => delays.shift() ?? 0,
    });
    const [one, two] = [open(profile, 'one'), open(profile, 'two')];
    const heard: string[] = [];
    two.onMessage((message) => heard.push(message));
    for (const message of ['a', 'b', 'c']) one.send(message, 'two');
    await time.pass(20);
    expect(heard).to.deep.equal(['a', 'b', 'c']);
  });

  it('SI40 what was kept for a frozen tab comes in its order, whatever runs first', async () => {
    const profile = new SimulatedProfile(STEADY);
    const [one, two] = [open(profile, 'one', shuffled), open(profile, 'two', shuffled)];
    const sent = Array.from({ length: 20 }, (_, index) => String(index));
    const heard: string[] = [];
    two.onMessage((message) => heard.push(message));
    two.campaign({ elected: () => heard.push('elected'), robbed: () => heard.push('robbed') });
    two.freeze('late');
    for (const message of sent.slice(0, 10)) one.send(message);
    await shuffled.pass(5);
    one.campaign({ elected: () => 0, robbed: () => 0 }).steal();
    await shuffled.pass(5);
    two.thaw();
    for (const message of sent.slice(10)) one.send(message);
    await shuffled.pass(5);
    expect(heard.filter((what) => what.endsWith('ed'))).to.deep.equal(['elected', 'robbed']);
    expect(heard.filter((what) => !what.endsWith('ed'))).to.deep.equal(sent);
  });

  it('SI40 whoever is robbed at once has been elected before', async () => {
    const delays = [9, 1, 1];
    const profile = new SimulatedProfile({ ...STEADY, lockDelayMs: () => delays.shift() ?? 0 });
    const [one, two] = [open(profile, 'one'), open(profile, 'two')];
    const heard: string[] = [];
    one.campaign({ elected: () => heard.push('elected'), robbed: () => heard.push('robbed') });
    two.campaign({ elected: () => 0, robbed: () => 0 }).steal();
    await time.pass(20);
    expect(heard).to.deep.equal(['elected', 'robbed']);
  });

  it('SI40 a tab that ended holds nothing, hears nothing, and its name is free', async () => {
    const profile = new SimulatedProfile(STEADY);
    const [one, two] = [open(profile, 'one'), open(profile, 'two')];
    const heard: string[] = [];
    two.onMessage((message) => heard.push(message));
    two.campaign({ elected: () => heard.push('elected'), robbed: () => heard.push('robbed') });
    expect(profile.holder).to.equal('two');
    one.send('too late', 'two');
    two.end();
    expect(profile.holder).to.equal(null);
    expect(() => open(profile, 'one')).to.throw('one name');
    open(profile, 'two');
    await time.pass(5);
    expect(heard).to.deep.equal([]);
  });

  it('SI40 being hidden and shown is told; without locks nobody can be elected', async () => {
    const profile = new SimulatedProfile({ ...STEADY, hasLocks: false });
    const tab = open(profile, 'one');
    const seen: boolean[] = [];
    const end = tab.onVisibility(() => seen.push(tab.isVisible));
    tab.setVisible(false);
    await time.pass(5);
    tab.setVisible(true);
    tab.setVisible(true);
    await time.pass(5);
    end();
    tab.setVisible(false);
    await time.pass(5);
    expect(seen).to.deep.equal([false, true]);
    expect(tab.canElect).to.equal(false);
    expect(() => tab.campaign({ elected: () => 0, robbed: () => 0 })).to.throw('without locks');
  });
});
