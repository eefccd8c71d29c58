import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomOfStream, roomStream } from '../../../core/vocabulary/ids.js';
import { FOLLOWED_ROOMS_MAX } from '../../../core/vocabulary/limits.js';
import type { SharingBrowser, SharingTab } from '../model/owed.js';
import { clientOfTab, type ClientName, type TabName } from '../plan/plan.js';
import type { Browser } from './browser.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** Tells the model what comes over the one connection of a browser, and what its tabs have then. */
export class PassingWatch {
  readonly #world: () => World;
  readonly #browser: (name: ClientName) => Browser | undefined;
  /**
   * The newest connection of each browser that its leader has made and was welcome on. One that
   * wakes and holds itself to lead still has a connection that is nobody's any more.
   */
  readonly #newest = new Map<ClientName, string>();

  constructor(world: () => World, browser: (name: ClientName) => Browser | undefined) {
    this.#world = world;
    this.#browser = browser;
  }

  /** @param id - of a connection, which begins with the name of its tab. */
  clientGot(id: string, frame: ServerFrame): void {
    if (frame.type === 'denied') this.#saidTyping(id, frame);
    if (!PASSED_ON.has(frame.type)) return;
    const tab = tabOf(id);
    const browser = this.#browser(clientOfTab(tab));
    const leads = browser?.tabs.some(({ name, isLeading }) => name === tab && isLeading) === true;
    const isLeader = leads && browser.profile.bus.holder === tab;
    if (frame.type === 'welcome' && isLeader) this.#newest.set(clientOfTab(tab), id);
    this.#tell(id, (shared) => {
      this.#told(shared, frame);
    });
  }

  #told(browser: SharingBrowser, frame: ServerFrame): void {
    const { passings } = this.#world().model;
    if (frame.type === 'welcome') passings.welcomed(browser);
    else if (frame.type === 'run') {
      const roomId = roomOfStream(frame.stream);
      if (roomId !== null) passings.told(browser, roomId, frame.to);
    } else if (frame.type === 'heads') {
      for (const [roomId, head] of frame.heads) passings.told(browser, roomId, head);
    }
  }

  clientSent(id: string, frame: ClientFrame): void {
    if (frame.type === 'hello') return;
    this.#saidTyping(id, frame);
    this.#tell(id, (browser) => {
      const { passings } = this.#world().model;
      passings.spoke(browser);
      if (frame.type === 'goodbye') passings.saidGoodbye(browser);
      else if (frame.type === 'here') passings.saidHere(browser);
    });
  }

  /** What a connection says, and what else ends it there. A browser of one tab has it likewise. */
  #saidTyping(id: string, frame: ClientFrame | ServerFrame): void {
    const ofRoom = frame.type === 'leave' || frame.type === 'denied';
    const ended = ofRoom ? roomOfStream(frame.stream) : null;
    const said = frame.type === 'typing' ? frame : { roomId: ended, act: 'stop' as const };
    const { roomId, act } = said;
    if (roomId === null) return;
    const tell = (browser: SharingBrowser): void => {
      this.#world().model.passings.saidTyping(browser, roomId, act);
    };
    this.#tell(id, tell, 1);
  }

  /** A tab has handed a frame to the connection that it takes for its own. */
  handed(tab: TabName, frame: ClientFrame): void {
    if (frame.type !== 'typing') return;
    const browser = this.#sharing(clientOfTab(tab), 1);
    const { roomId, act } = frame;
    if (browser !== null) this.#world().model.passings.typed(browser, { tab, roomId, act });
  }

  clientClosed(id: string): void {
    this.#tell(id, (browser) => {
      this.#world().model.passings.ended(browser);
    });
  }

  /** After each event. */
  look(): void {
    const { kernel, model } = this.#world();
    if (kernel.nowUs / 1_000 < model.passings.dueMs) return;
    model.passings.look((name) => this.#sharing(name, 1));
  }

  #tell(id: string, tell: (browser: SharingBrowser) => void, least = 2): void {
    const name = clientOfTab(tabOf(id));
    const browser = this.#newest.get(name) === id ? this.#sharing(name, least) : null;
    if (browser !== null) tell(browser);
  }

  /**
   * A browser of so many running tabs at the least.
   *
   * Nothing is promised where timers are late or frames are lost, nor where tabs go apart.
   */
  #sharing(name: ClientName, least: number): SharingBrowser | null {
    const { config, model } = this.#world();
    const { C4, N11 } = config.faults;
    if (!config.locks || C4.on || N11.on || model.log.restores > 0) return null;
    const running = this.#browser(name)?.tabs.filter(({ isRunning }) => isRunning) ?? [];
    const [first] = running;
    const isFull = model.messages.rooms.length >= FOLLOWED_ROOMS_MAX;
    if (first === undefined || running.length < least || isFull) return null;
    const tabs = running.map((tab) => this.#tab(tab));
    const connection = this.#newest.get(name) ?? null;
    return { name, connection, changes: first.profile.beginsAndEnds, tabs };
  }

  #tab({ name, state }: Tab): SharingTab {
    const { stage, connection, streams, saidHere } = this.#world().model.ways.of(name);
    return {
      name,
      connection: stage === 'online' ? connection : null,
      isHere: saidHere !== null,
      headOf: (roomId) =>
        streams.has(roomStream(roomId))
          ? null
          : (state?.account?.rooms.find(({ id }) => id === roomId)?.head ?? null),
    };
  }
}

/** `c1.2#7` is the seventh connection, and is the second tab's of `c1`. */
function tabOf(connection: string): TabName {
  return connection.slice(0, connection.indexOf('#'));
}

const PASSED_ON: ReadonlySet<ServerFrame['type']> = new Set(['welcome', 'run', 'heads']);
