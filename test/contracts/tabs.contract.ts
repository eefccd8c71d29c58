import assert from 'node:assert/strict';
import type { Campaign, Tabs } from '../../ports/tabs.js';
import type { ContractHarness } from './harness.js';
import { onBench, type OnBench } from './on-bench.js';

/** What a tab was told of its campaigns, in order. */
export type Told = 'elected' | 'robbed';

/** A tab of the browser under test, driven from outside it. It may be in another process. */
export interface TabUnderTest {
  readonly id: string;
  /** Begins a campaign, the only one that the tab has at a time. */
  campaign(): void | Promise<void>;
  steal(): void | Promise<void>;
  resign(): void | Promise<void>;
  told(): readonly Told[] | Promise<readonly Told[]>;
  send(message: string, to?: string): void | Promise<void>;
  /** What arrived, each with its sender. */
  received():
    readonly (readonly [string, string])[] | Promise<readonly (readonly [string, string])[]>;
  /** From now on what arrives is not noted: the listener is taken away. */
  stopListening(): void | Promise<void>;
  isAlive(tab: string): Promise<boolean>;
  freeze(): void | Promise<void>;
  thaw(): void | Promise<void>;
  /** The tab is closed. */
  end(): void | Promise<void>;
}

/** A browser with locks and without tabs. */
export interface TabsBench {
  /** Opens a tab that listens from its first moment. */
  open(): Promise<TabUnderTest>;
  /** Lets a little time pass. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** Turns of waiting before a test gives up. */
const TURNS_MAX = 1_000;
/** Turns after which what has not happened will not. */
const QUIET_TURNS = 20;

/** What every Tabs has to do. @param setup - makes a browser of its own for each test. */
export function describeTabsContract(
  { describe, it }: ContractHarness,
  setup: () => Promise<TabsBench>,
): void {
  const within = onBench(setup);

  describe('Tabs', () => {
    describeElections(it, within);
    describeRobbery(it, within);
    describeMessages(it, within);
    describeLiving(it, within);
  });
}

function describeElections(it: It, within: Within): void {
  it(
    'TB1 one tab leads: those who campaign later wait, and lead in turn when it resigns',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      await one.campaign();
      await becomes(bench, one, ['elected']);
      await two.campaign();
      await bench.pass();
      await three.campaign();
      await quiet(bench);
      assert.deepEqual([await two.told(), await three.told()], [[], []]);
      await one.resign();
      await becomes(bench, two, ['elected']);
      assert.deepEqual([await one.told(), await three.told()], [['elected'], []]);
    }),
  );

  it(
    'TB1 the lead ends with the tab that has it',
    within(async (bench) => {
      const [one, two] = [await bench.open(), await bench.open()];
      await one.campaign();
      await becomes(bench, one, ['elected']);
      await two.campaign();
      await one.end();
      await becomes(bench, two, ['elected']);
    }),
  );

  it(
    'TB2 nothing is told after resigning; a place in line that was given up is passed over',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      await one.campaign();
      await becomes(bench, one, ['elected']);
      for (const tab of [two, three]) {
        await tab.campaign();
        await bench.pass();
      }
      await two.resign();
      await two.resign();
      await one.resign();
      await becomes(bench, three, ['elected']);
      await quiet(bench);
      assert.deepEqual([await one.told(), await two.told()], [['elected'], []]);
    }),
  );

  it(
    'TB2 a tab that resigned may campaign again',
    within(async (bench) => {
      const one = await bench.open();
      await one.campaign();
      await becomes(bench, one, ['elected']);
      await one.resign();
      await one.campaign();
      await becomes(bench, one, ['elected', 'elected']);
    }),
  );
}

function describeRobbery(it: It, within: Within): void {
  it(
    'TB3 a thief leads at once, the robbed is told, and those in line go on waiting',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      for (const tab of [one, two, three]) {
        await tab.campaign();
        await bench.pass();
      }
      await becomes(bench, one, ['elected']);
      await three.steal();
      await becomes(bench, three, ['elected']);
      await becomes(bench, one, ['elected', 'robbed']);
      await quiet(bench);
      assert.deepEqual(await two.told(), []);
      await three.resign();
      await becomes(bench, two, ['elected']);
    }),
  );

  it(
    'TB3 stealing is without effect for one that leads, and for one that was robbed',
    within(async (bench) => {
      const [one, two] = [await bench.open(), await bench.open()];
      await one.campaign();
      await becomes(bench, one, ['elected']);
      await one.steal();
      await two.campaign();
      await two.steal();
      await becomes(bench, one, ['elected', 'robbed']);
      await one.steal();
      await quiet(bench);
      assert.deepEqual(await two.told(), ['elected']);
      assert.deepEqual(await one.told(), ['elected', 'robbed']);
    }),
  );

  it(
    'TB4 a frozen tab keeps the lead until it is robbed, and is told when it thaws',
    within(async (bench) => {
      const [one, two] = [await bench.open(), await bench.open()];
      await one.campaign();
      await becomes(bench, one, ['elected']);
      await two.campaign();
      await one.freeze();
      await quiet(bench);
      assert.deepEqual(await two.told(), []);
      await two.steal();
      await becomes(bench, two, ['elected']);
      await one.thaw();
      await becomes(bench, one, ['elected', 'robbed']);
    }),
  );
}

function describeMessages(it: It, within: Within): void {
  it(
    'TB5 a message to one reaches one, a message to all reaches all others, in order',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      const texts = Array.from({ length: 10 }, (_, index) => `${index} ⟶ ü`);
      for (const text of texts) {
        await one.send(text, two.id);
        await one.send(`all ${text}`);
      }
      await one.send('to nobody', 'no-such-tab');
      await eventually(bench, 'all messages', async () => (await two.received()).length === 20);
      await quiet(bench);
      const both = texts.flatMap((text) => [text, `all ${text}`]);
      assert.deepEqual(
        await two.received(),
        both.map((text) => [one.id, text]),
      );
      assert.deepEqual(
        await three.received(),
        texts.map((text) => [one.id, `all ${text}`]),
      );
      assert.deepEqual(await one.received(), []);
    }),
  );

  it(
    'TB5 a listener that was taken away hears nothing more',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      await two.stopListening();
      await one.send('hello');
      await eventually(bench, 'the message', async () => (await three.received()).length === 1);
      assert.deepEqual(await two.received(), []);
    }),
  );
}

function describeLiving(it: It, within: Within): void {
  it(
    'TB6 tabs that are open live, frozen ones among them; closed and unknown ones do not',
    within(async (bench) => {
      const [one, two, three] = [await bench.open(), await bench.open(), await bench.open()];
      await two.freeze();
      await three.end();
      await eventually(bench, 'the end', async () => !(await one.isAlive(three.id)));
      assert.equal(await one.isAlive(one.id), true);
      assert.equal(await one.isAlive(two.id), true);
      assert.equal(await one.isAlive('no-such-tab'), false);
      assert.equal(new Set([one.id, two.id, three.id]).size, 3);
    }),
  );
}

/**
 * Drives a Tabs that lives in this process, or in the page that this runs in.
 *
 * @param more - what is not the port's: freezing, thawing and ending the tab.
 */
export function tabUnderTest(
  tabs: Tabs,
  more: Pick<TabUnderTest, 'freeze' | 'thaw' | 'end'>,
): TabUnderTest {
  const told: Told[] = [];
  const received: (readonly [string, string])[] = [];
  let campaign: Campaign | null = null;
  const stopListening = tabs.onMessage((message, from) => void received.push([from, message]));
  return {
    ...more,
    id: tabs.id,
    campaign: () => {
      campaign = tabs.campaign({
        elected: () => void told.push('elected'),
        robbed: () => void told.push('robbed'),
      });
    },
    steal: () => campaign?.steal(),
    resign: () => campaign?.resign(),
    told: () => told,
    send: (message, to) => {
      tabs.send(message, to);
    },
    received: () => received,
    stopListening,
    isAlive: (tab) => tabs.isAlive(tab),
  };
}

type It = ContractHarness['it'];
type Within = OnBench<TabsBench>;

function becomes(bench: TabsBench, tab: TabUnderTest, told: readonly Told[]): Promise<void> {
  return eventually(bench, `${tab.id} told ${told.join(', ')}`, async () => {
    const soFar = await tab.told();
    return soFar.join() === told.join();
  });
}

async function quiet(bench: TabsBench): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) await bench.pass();
}

async function eventually(
  bench: TabsBench,
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (await holds()) return;
    await bench.pass();
  }
  assert.fail(`in vain: ${what}`);
}
