import { SimulatedNetwork, type Balance } from '../../../adapters/simulated/network.js';
import type { ConnectionWatcher } from '../../../adapters/simulated/connection.js';
import type { Drain } from '../kernel/drain.js';
import type { Draws } from '../kernel/draws.js';
import { Kernel } from '../kernel/kernel.js';
import { Trace, type TraceRecord } from '../kernel/trace.js';
import { Model } from '../model/model.js';
import { tabsOf } from '../plan/config.js';
import { clientOfTab, type ClientName, type Plan, type TabName } from '../plan/plan.js';
import { Boundaries } from './boundaries.js';
import { Browser } from './browser.js';
import { ChanceList } from './chances.js';
import { Coincidences } from './coincidences.js';
import { noCounts } from './counts.js';
import { Files } from './files.js';
import { eachByItsOwn, hostileWatch } from './hostile-watch.js';
import { LeadWatch } from './lead-watch.js';
import { Performer } from './perform.js';
import { PassingWatch } from './passing-watch.js';
import { PushService } from './push-service.js';
import { ResourceWatch } from './resource-watch.js';
import { ScreenWatch } from './screen-watch.js';
import { ServerHost } from './server-host.js';
import type { Tab } from './tab.js';
import type { Template } from './template.js';
import { Trouble } from './trouble.js';
import { lookAtTyping } from './typing-watch.js';
import { WireWatcher } from './watcher.js';
import type { World } from './world.js';

export interface SimulationOptions {
  readonly plan: Plan;
  readonly template: Template;
  readonly drain: Drain;
  /** Is given every record of the trace. */
  readonly sink: ((record: TraceRecord) => void) | null;
  /** Called when something reached for a real clock, chance or timer. */
  readonly tripped: (name: string) => void;
  /** Whether the run must end at once, for a reason from outside. */
  readonly mustStop: () => boolean;
}

/** A world made from a plan, before its first event. */
export class Simulation {
  readonly world: World;
  readonly trace: Trace;
  readonly browsers: ReadonlyMap<ClientName, Browser>;
  /** The tabs of all browsers, by name. */
  readonly tabs: ReadonlyMap<TabName, Tab>;
  readonly host: ServerHost;
  readonly trouble: Trouble;
  readonly #files: Files;
  readonly #boundaries: Boundaries;
  #violationNoted = false;
  readonly #resources: ResourceWatch;
  readonly #leads: LeadWatch;
  readonly #screens: ScreenWatch;
  readonly #passings = new PassingWatch(
    () => this.world,
    (name) => this.browsers.get(name),
  );
  readonly #joinCode: { value: string | null } = { value: null };

  constructor(options: SimulationOptions) {
    const { plan, template, drain, sink, tripped, mustStop } = options;
    this.trace = new Trace(sink);
    const kernel = new Kernel({
      seed: plan.seed,
      trace: this.trace,
      drain,
      shuffleTies: plan.config.shuffleTies,
      afterEvent: () => {
        this.#resources.look();
        this.#leads.look();
        this.#screens.look();
        this.#passings.look();
        lookAtTyping(this.world, this.tabs);
        return this.#noteViolation() || mustStop();
      },
    });
    const counts = noCounts();
    const met = (id: string): void => {
      counts.goals[id] = (counts.goals[id] ?? 0) + 1;
    };
    const together = new Coincidences(met, () => kernel.nowUs / 1_000);
    const network = new SimulatedNetwork(this.#watchers(), balanced(kernel));
    this.world = {
      kernel,
      network,
      pushService: this.#newPushService(),
      model: new Model(() => kernel.nowUs / 1_000),
      config: plan.config,
      counts,
      faulty: { on: true },
      chances: new ChanceList(plan.chances ?? {}),
      goal: (id) => {
        met(id);
        together.met(id);
      },
      ...this.#looks(),
    };
    if (plan.config.locks) this.world.model.retries.tabs = plan.config.tabs;
    this.#files = new Files();
    const { world } = this;
    const files = this.#files;
    this.host = new ServerHost({ world, files, template: template.bytes, tripped });
    this.#resources = new ResourceWatch(world, this.host);
    const joinCode = this.#joinCode;
    joinCode.value = template.joinCode;
    const browsers = browsersOf(world, joinCode);
    this.browsers = new Map(browsers.map((browser) => [browser.name, browser]));
    const tabs = browsers.flatMap((browser) => browser.tabs);
    this.tabs = new Map(tabs.map((tab) => [tab.name, tab]));
    this.#leads = new LeadWatch(world, tabs);
    this.#screens = new ScreenWatch(world, this.tabs);
    const { host } = this;
    const who = { browsers: this.browsers, tabs: this.tabs };
    this.trouble = new Trouble({ world, host, joinCode, ...who });
    this.#boundaries = new Boundaries(world, (fault) => {
      this.trouble.strike(fault);
    });
    this.#schedule(plan);
  }

  /** What parts of the world tell of what they do. */
  #looks(): Pick<World, 'near' | 'handed'> {
    return {
      near: (boundary, place) => {
        this.#boundaries.near(boundary, place);
      },
      handed: (tab, frame) => {
        this.#passings.handed(tab, frame);
        this.world.model.keystrokes.handed(tab, frame);
      },
    };
  }

  close(): void {
    this.#noteViolation();
    this.host.close();
    this.#files.remove();
  }

  /** Ends the trace with what was violated first. @returns whether anything was. */
  #noteViolation(): boolean {
    const { kernel, model } = this.world;
    const [first] = model.violations;
    if (first === undefined) return false;
    const { invariant, entity, detail } = first;
    if (!this.#violationNoted) {
      kernel.note('checker', { kind: 'violated', entity: invariant, about: [entity] }, detail);
    }
    this.#violationNoted = true;
    return true;
  }

  #schedule({ ops, faults }: Plan): void {
    const { kernel } = this.world;
    const performer = new Performer({
      world: this.world,
      tabs: this.tabs,
      joinCode: this.#joinCode,
    });
    const people = kernel.begin('people');
    people.schedule(0, { kind: 'start', entity: 'server' }, () => {
      this.host.start();
    });
    for (const op of ops) {
      people.schedule(op.t * 1_000, { kind: op.kind, entity: op.actor }, () => {
        performer.perform(op);
      });
    }
    for (const fault of faults) {
      const entity = 'client' in fault ? fault.client : '';
      people.schedule(fault.t * 1_000, { kind: fault.class, entity }, () => {
        this.trouble.strike(fault);
      });
    }
  }

  #newPushService(): PushService {
    return new PushService(
      () => this.world,
      (messageId, userId) => this.host.isNoted(messageId, userId),
    );
  }

  #watchers(): ConnectionWatcher {
    const hostile = hostileWatch(
      () => this.world,
      () => {
        this.host.noteForeign();
      },
    );
    return eachByItsOwn(this.#watcher(), hostile);
  }

  #watcher(): WireWatcher {
    return new WireWatcher(() => this.world, {
      connecting: (connection) => {
        this.trouble.proxy.opened(connection);
      },
      sessionAt: (tab) => this.tabs.get(tab)?.profile.jar.token ?? '',
      passings: this.#passings,
      tabsBehind: (tab) => this.browsers.get(clientOfTab(tab))?.tabsBehind(tab) ?? [tab],
      personAt: (tab) => this.tabs.get(tab)?.userId ?? null,
      commandSent: (tab, connection, frame) => {
        this.trouble.commandSent(tab, connection, frame);
      },
      serverHeard: () => {
        this.host.noteForeign();
      },
      answerLeft: (connection) => {
        this.host.answerLeft(connection);
      },
      processOf: (connection) => this.host.numberOf(connection),
    });
  }
}

function browsersOf(world: World, joinCode: { value: string | null }): readonly Browser[] {
  return Array.from({ length: world.config.clients }, (_, at) => {
    const tabs = tabsOf(world.config, at + 1);
    return new Browser({ world, name: `c${String(at + 1)}`, tabs, joinCode });
  });
}

/** Leads each connection and request of a client to a process of chance. */
function balanced(kernel: Kernel): Balance {
  const clients = new Map<string, Draws>();
  return (servers, address) => {
    const draws = clients.get(address) ?? kernel.draws('balance', address);
    clients.set(address, draws);
    return draws.pick(servers);
  };
}
