import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { Command } from '../../../core/vocabulary/commands.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import { clientOfTab, type ClientName, type Fault, type TabName } from '../plan/plan.js';
import type { Life } from '../kernel/life.js';
import type { Draws } from '../kernel/draws.js';
import { BorrowedIds } from './borrowed-ids.js';
import type { Browser } from './browser.js';
import type { Core } from './core.js';
import { Crowd } from './crowd.js';
import { DeviceTrouble } from './device-trouble.js';
import { COMMAND_PATH } from './front.js';
import { HostileClient } from './hostile.js';
import { LeaderTrouble } from './leader-trouble.js';
import { ProxyTrouble } from './proxy-trouble.js';
import type { ServerHost } from './server-host.js';
import { ServerTrouble } from './server-trouble.js';
import type { Tab } from './tab.js';
import { TabTrouble } from './tab-trouble.js';
import { SECOND_SAYING } from './watcher.js';
import { changedOutcome, strikes, type World } from './world.js';

/** Longest time after which an end that is told of a cut learns of it. */
const CUT_LEARNED_MS = 300;
/** A device notices that it has no network within this time. */
const OFFLINE_LEARNED_MS = 2_000;
/** After a cut of all connections everyone is back within this time. */
const STAMPEDE_MS = 200;
/** A cut that follows a command comes within this time. */
const AFTER_SEND_MS = 50;
/** A second saying follows within this time. */
const DOUBLE_CLICK_MS = 1;
/** Of the second sayings, those by another tab of the same browser. */
const ELSEWHERE_SHARE = 0.3;

const BACK = { kind: 'N10', entity: 'back' };

export interface TroubleParts {
  readonly world: World;
  readonly host: ServerHost;
  readonly browsers: ReadonlyMap<ClientName, Browser>;
  readonly tabs: ReadonlyMap<TabName, Tab>;
  /** The account's join code, once somebody knows it. */
  readonly joinCode: { value: string | null };
}

/** Makes what goes wrong go wrong, and stops it at the end. */
export class Trouble {
  readonly proxy: ProxyTrouble;
  readonly #parts: TroubleParts;
  readonly #draws: Draws;
  readonly #afterSend: Draws;
  readonly #elsewhere: Draws;
  readonly #doubles: Draws;
  readonly #life: Life;
  readonly #tabs: TabTrouble;
  readonly #leaders: LeaderTrouble;
  readonly #devices: DeviceTrouble;
  readonly #server: ServerTrouble;
  readonly #borrowed: BorrowedIds;
  readonly #hostile: HostileClient;
  readonly #crowd: Crowd;

  constructor(parts: TroubleParts) {
    this.#parts = parts;
    this.proxy = new ProxyTrouble(parts.world);
    this.#draws = parts.world.kernel.draws('trouble', '');
    this.#afterSend = parts.world.kernel.draws('N2', 'after send');
    this.#elsewhere = parts.world.kernel.draws('U5', 'elsewhere');
    this.#doubles = parts.world.kernel.draws('U5', '');
    this.#life = parts.world.kernel.begin('trouble');
    this.#tabs = new TabTrouble(parts.world);
    this.#leaders = new LeaderTrouble(parts.world, this.#tabs);
    this.#devices = new DeviceTrouble(parts.world);
    this.#server = new ServerTrouble(parts.world, parts.host);
    this.#borrowed = new BorrowedIds(parts.world, parts.tabs);
    this.#hostile = new HostileClient(parts.world, parts.joinCode);
    this.#crowd = new Crowd(parts.world, parts.joinCode);
  }

  strike(fault: Fault): void {
    const { world } = this.#parts;
    if (!world.faulty.on) return;
    const entity = 'client' in fault ? fault.client : '';
    world.kernel.note('fault', { kind: fault.class, entity });
    if (fault.class === 'N10') {
      this.#cutAll();
      return;
    }
    if (fault.class === 'U6') {
      void this.#hostile.strike(fault.what);
      return;
    }
    if (!('client' in fault)) {
      this.#server.strike(fault);
      return;
    }
    const browser = this.#parts.browsers.get(clientOfTab(fault.client));
    if (browser !== undefined) this.#onClient(browser, fault);
  }

  /** A tab has sent a command: the time at which a cut does the most harm. */
  commandSent(tab: TabName, connection: SimulatedConnection, frame: CommandFrame): void {
    this.#sayTwice(tab, connection, frame);
    const browser = this.#parts.browsers.get(clientOfTab(tab));
    if (browser !== undefined) this.#leaders.commandSent(browser);
    this.#borrowed.commandSent(tab, frame);
    if (frame.fence !== undefined) this.#hostile.overheard(frame.fence);
    const { world } = this.#parts;
    const { afterSend } = world.config.faults.N2;
    const hit = this.#afterSend.happens(afterSend);
    const delayMs = this.#afterSend.between(0, AFTER_SEND_MS);
    if (!strikes(world, 'N2', hit)) return;
    this.#life.schedule(delayMs * 1_000, { kind: 'N2', entity: tab }, () => {
      if (world.faulty.on) this.#cut([tab], 'none');
    });
  }

  /** The same command again on the same connection, under another number. */
  #sayTwice(tab: TabName, connection: SimulatedConnection, frame: CommandFrame): void {
    const { world } = this.#parts;
    if (frame.id >= SECOND_SAYING) return;
    const hit = this.#doubles.happens(world.config.faults.U5.probability);
    const delayMs = this.#doubles.between(0, DOUBLE_CLICK_MS);
    if (!strikes(world, 'U5', hit)) return;
    changedOutcome(world, 'U5');
    const other = this.#elsewhere.happens(ELSEWHERE_SHARE) ? this.#otherTab(tab) : null;
    if (other !== null && frame.command.name !== 'lead') {
      this.#sayElsewhere(other, frame.command);
      return;
    }
    const again = JSON.stringify({ ...frame, id: frame.id + SECOND_SAYING });
    this.#life.schedule(delayMs * 1_000, { kind: 'U5', entity: tab }, () => {
      connection.channel.send(again);
    });
  }

  /** Another page of the same browser that runs. */
  #otherTab(name: TabName): Tab | null {
    const tabs = this.#parts.browsers.get(clientOfTab(name))?.tabs ?? [];
    return tabs.find((tab) => tab.name !== name && tab.isRunning && tab.hasStarted) ?? null;
  }

  /** The same command from another tab of the browser, which carries no term. */
  #sayElsewhere(tab: Tab, command: Command): void {
    const { world } = this.#parts;
    if (command.name === 'post' && tab.userId !== null) {
      world.model.leaders.unfenced(tab.userId, command.clientMessageId);
    }
    world.goal('said-by-two-tabs');
    this.#life.schedule(0, { kind: 'U5', entity: tab.name }, () => {
      void tab.request({ method: 'POST', path: COMMAND_PATH, body: { command } });
    });
  }

  /**
   * Every fault of the core ends: links are well, the disk has room. What was broken stays broken
   * until it is noticed. Who is outside of the core stays cut off, frozen and stalled for good.
   */
  stop(core: Core): void {
    const { world, browsers } = this.#parts;
    for (const browser of browsers.values()) {
      if (!core.has(browser)) this.#takeOffline(browser, Infinity);
      else browser.profile.outage.heal();
    }
    world.faulty.on = false;
    this.#hostile.stop();
    this.#crowd.stop();
    this.#server.stop();
    for (const tab of core.tabsOf(browsers.values())) {
      tab.conditions.heal();
      tab.thaw();
    }
  }

  #onClient(browser: Browser, fault: Extract<Fault, { readonly client: string }>): void {
    const { kernel } = this.#parts.world;
    const untilMs = (forMs: number): number => kernel.nowUs / 1_000 + forMs;
    const { outage } = browser.profile;
    const named = this.#parts.tabs.get(fault.client);
    const tabs = named === undefined ? browser.tabs : [named];
    switch (fault.class) {
      case 'N2':
      case 'N3':
        this.#cut(
          tabs.map(({ name }) => name),
          fault.deaf,
        );
        return;
      case 'N4':
      case 'N6':
        outage.stall(untilMs(fault.forMs), fault.class);
        return;
      case 'N5':
        this.#takeOffline(browser, untilMs(fault.forMs));
        return;
      case 'U1':
        for (const { conditions } of tabs) {
          conditions.readSlowly(untilMs(fault.forMs), fault.framesPerS);
        }
        return;
      case 'U3':
        this.#leaders.strike(browser, fault);
        return;
      case 'U4':
        this.#devices.strike(browser, fault);
        return;
      case 'B2':
        // Further devices are of somebody who is there.
        if (tabs.some(({ userId }) => userId !== null)) this.#crowd.strike(fault);
        return;
      case 'U2':
        if (fault.what === 'sleep') this.#tabs.sleep(browser, fault);
        else for (const tab of tabs) this.#tabs.strike(tab, browser, fault);
    }
  }

  #cut(tabs: readonly TabName[], deaf: 'none' | 'server' | 'client'): void {
    for (const connection of this.#connections(tabs)) {
      changedOutcome(this.#parts.world, deaf === 'none' ? 'N2' : 'N3');
      const learned = (): number => this.#draws.between(0, CUT_LEARNED_MS);
      const serverAfterMs = learned();
      const clientAfterMs = learned();
      connection.cut({
        serverAfterMs: deaf === 'server' ? null : serverAfterMs,
        clientAfterMs: deaf === 'client' ? null : clientAfterMs,
      });
    }
  }

  /** Everyone is cut off at once, and tries to come back within the same moment. */
  #cutAll(): void {
    const { world, tabs } = this.#parts;
    for (const connection of this.#connections([...tabs.keys()])) {
      changedOutcome(world, 'N10');
      const clientAfterMs = this.#draws.between(0, STAMPEDE_MS);
      connection.cut({ serverAfterMs: 0, clientAfterMs });
    }
    for (const tab of tabs.values()) {
      this.#life.schedule(this.#draws.between(0, STAMPEDE_MS) * 1_000, BACK, () => {
        if (world.faulty.on) tab.hurry();
      });
    }
  }

  #takeOffline({ profile, tabs }: Browser, untilMs: number): void {
    profile.outage.offline(untilMs);
    for (const connection of this.#connections(tabs.map(({ name }) => name))) {
      changedOutcome(this.#parts.world, 'N5');
      const clientAfterMs = this.#draws.between(0, OFFLINE_LEARNED_MS);
      connection.cut({ serverAfterMs: null, clientAfterMs });
    }
  }

  /** Connections of some tabs that stand. */
  #connections(tabs: readonly TabName[]): readonly SimulatedConnection[] {
    const { network } = this.#parts.world;
    return tabs.flatMap((tab) => network.connections(tab).filter(({ live }) => live));
  }
}
