import { systemDigest } from '../../../adapters/system/digest.js';
import { examine } from '../../../core/audit/doctor.js';
import {
  roomStream,
  userStream,
  type ClientMessageId,
  type RoomId,
} from '../../../core/vocabulary/ids.js';
import type { RunEnd } from '../kernel/kernel.js';
import { TIMELINE_MESSAGES_MAX } from '../../../core/client/limits.js';
import { FOLLOWED_ROOMS_MAX } from '../../../core/vocabulary/limits.js';
import { canonicalWindow } from '../../../core/vocabulary/window.js';
import type { ShownWhole } from '../model/wholes.js';
import { personName } from '../plan/words.js';
import { wholeOf } from './anew.js';
import { auditWhole } from './audit-side.js';
import { Core } from './core.js';
import { awaitSilence } from './silence.js';
import type { Tab } from './tab.js';
import { unfinished } from './ending.js';
import { finishJobs } from './finish-jobs.js';
import { LOOK_MS, SETTLE_MS, Settling } from './settling.js';
import type { Simulation } from './simulation.js';
import { endTyping } from './typing-watch.js';
import type { World } from './world.js';

/** Pages of one room, and the time that one may take. */
const PAGES_MAX = 40;
const PAGE_MS = 60_000;
/** Commits that a seed has at its end, and the rounds of last words that it takes at most. */
const COMMITS_WANTED = 24;
const LAST_ROUNDS_MAX = 8;
/** Whatever is asked once faults have stopped is answered within this time. */
const ANSWER_MS = 10_000;
const EXAMINE_MS = 60_000;
/** A room that goes on while it is looked at is looked at again, so often at most. */
const LOOKS_MAX = 5;

/** Ends a run: stops the faults, lets everything settle, and compares everything with the model. */
export class Finish {
  readonly #simulation: Simulation;
  readonly #core: Core;
  readonly #settling: Settling;
  /** The tabs that must become well. */
  readonly #tabs: readonly Tab[];

  constructor(simulation: Simulation) {
    const { world, browsers } = simulation;
    [this.#simulation, this.#core] = [simulation, new Core(world, [...browsers.keys()])];
    this.#tabs = this.#core.tabsOf(browsers.values());
    this.#settling = new Settling(world, this.#tabs, (forMs) => this.#run(forMs));
  }

  /** The steps of the end. Each runs only while nothing is violated. */
  run(): void {
    const { world, trouble, tabs, host } = this.#simulation;
    trouble.stop(this.#core);
    this.#callTheLost();
    if (!this.#settling.begin()) return;
    // A seed whose troubles left little to see says more at its end.
    for (let round = 1; this.#isPoor(round); round += 1) {
      this.#sayLastWords();
      if (!this.#settling.settle()) return;
    }
    if (!finishJobs(this.#simulation, (forMs) => this.#run(forMs))) return;
    for (const tab of this.#tabs) this.#readWhole(tab);
    if (this.#isViolated()) return;
    this.#checkQuiet();
    endTyping(world, this.#tabs, () => this.#run(LOOK_MS));
    world.model.answers.checkAll();
    world.model.outboxes.check((id) => this.#waitsForPerson(id));
    this.#compareRows();
    if (this.#isViolated() || host.process === null) return;
    this.#compareWindows();
    this.#checkPages();
    this.#compareReadings();
    this.#lookAtOthers();
    this.#comeBack();
    if (this.#isViolated()) return;
    tabs.forEach((tab) => tab.stop());
    auditWhole(host.audits, (forMs) => this.#run(forMs));
    this.#examine();
    if (this.#isViolated()) return;
    awaitSilence(this.#simulation, (forMs) => this.#run(forMs));
  }

  #isPoor(round: number): boolean {
    return round <= LAST_ROUNDS_MAX && this.#simulation.world.counts.commits < COMMITS_WANTED;
  }

  #isViolated(): boolean {
    return this.#simulation.world.model.violations.length > 0;
  }

  /** Everyone looks at the rooms that they could not have open beside the first ones. */
  #lookAtOthers(): void {
    while (!this.#isViolated() && this.#settling.goOn()) {
      for (const tab of this.#tabs) this.#readWhole(tab);
      this.#compareWindows();
    }
  }

  /** Somebody mentions those who have just vanished, and count as here for a while. */
  #callTheLost(): void {
    const { world, browsers } = this.#simulation;
    const [roomId] = world.model.messages.rooms;
    const caller = this.#tabs.find(({ client }) => client !== null)?.client;
    if (world.config.phonesEveryMs === 0 || roomId === undefined || caller == null) return;
    for (const browser of browsers.values()) {
      if (this.#core.has(browser)) continue;
      caller.post(roomId, `where are you @${personName(browser.name)}`).catch(() => undefined);
    }
  }

  /** In every room somebody says something, and somebody opens another: every stream moves. */
  #sayLastWords(): void {
    const { world } = this.#simulation;
    this.#openLastRoom();
    const there = [...this.#tabs].flatMap(({ client }) => (client === null ? [] : [client]));
    for (const [at, roomId] of world.model.messages.rooms.entries()) {
      // Two of them: whoever is cut off just now says it later.
      for (const client of [there[at % there.length], there[(at + 1) % there.length]]) {
        client?.post(roomId, 'last words').catch(() => undefined);
      }
    }
  }

  /** The account moves only by this. More rooms than are followed are never all live. */
  #openLastRoom(): void {
    const { world } = this.#simulation;
    if (world.model.messages.rooms.length >= FOLLOWED_ROOMS_MAX) return;
    for (let waitedMs = 0; waitedMs < SETTLE_MS; waitedMs += LOOK_MS) {
      this.#settling.showAll();
      if (!this.#run(LOOK_MS)) return;
      const online = [...this.#tabs].find((one) => one.isOnline)?.client ?? null;
      if (online === null) continue;
      if (this.#await(online.createRoom('The last room'))?.ok !== false) return;
    }
  }

  /** @returns false when something was violated or nothing is scheduled any more. */
  #run(forMs: number): boolean {
    const { kernel } = this.#simulation.world;
    return wentOn(this.#simulation.world, kernel.run(kernel.nowUs + forMs * 1_000));
  }

  /** Pages back to the first message of every room, and compares the whole. */
  #readWhole(tab: Tab): void {
    const { model } = this.#simulation.world;
    for (const roomId of model.messages.rooms) {
      if (this.#isViolated()) return;
      if (tab.rooms.has(roomId)) this.#readRoom(tab, roomId);
    }
  }

  #readRoom(tab: Tab, roomId: RoomId): void {
    const { views, log } = this.#simulation.world.model;
    // A timeline holds so many: of a longer room no client ever shows the whole.
    if (log.head(roomStream(roomId)) > TIMELINE_MESSAGES_MAX) return;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const timeline = tab.state?.rooms.get(roomId)?.timeline;
      if (timeline === undefined || tab.client === null) return;
      if (timeline.loading !== null) {
        // Somebody has asked for another part of the room.
      } else if (timeline.newerExist) tab.client.showNewest(roomId);
      else if (timeline.olderExist) tab.client.loadOlder(roomId);
      else {
        const cursor = log.head(roomStream(roomId));
        views.seenWhole({ client: tab.name, roomId, ...timeline, cursor });
        return;
      }
      if (!this.#awaitPage(tab, roomId)) return;
    }
    this.#late(tab, roomId, `its first message was not reached in ${String(PAGES_MAX)} pages`);
  }

  #awaitPage(tab: Tab, roomId: RoomId): boolean {
    for (let waitedMs = 0; waitedMs < PAGE_MS; waitedMs += LOOK_MS) {
      if (!this.#run(LOOK_MS)) return false;
      if (tab.state?.rooms.get(roomId)?.timeline.loading === null) return true;
    }
    this.#late(tab, roomId, 'a page does not come');
    return false;
  }

  #late(tab: Tab, roomId: RoomId, detail: string): void {
    const entity = `${tab.name} ${roomStream(roomId)}`;
    this.#simulation.world.model.report({ invariant: 'L-CONVERGE', entity, detail });
  }

  /**
   * Client and server must have the same text of every room, made by the function that both know.
   */
  #compareReadings(): void {
    const { readings } = this.#simulation.world.model;
    for (const { name, client } of this.#tabs) {
      if (client === null) continue;
      const { me, account, readings: shown } = client.state;
      if (account !== null) readings.listed(name, account.rooms, true);
      const cursor = me === null ? undefined : client.positions.get(userStream(me.id));
      if (me === null || cursor === undefined) continue;
      readings.shown({ client: name, userId: me.id, cursor, readings: shown });
    }
  }

  #compareWindows(): void {
    for (const roomId of this.#simulation.world.model.messages.rooms) {
      // A command that was lost in its connection may be said again by now, and be done.
      for (let look = 0; look < LOOKS_MAX; look += 1) if (this.#compareWindow(roomId)) break;
    }
  }

  /** @returns false where the room has gone on while the server was read. */
  #compareWindow(roomId: RoomId): boolean {
    const { world, host } = this.#simulation;
    const stream = roomStream(roomId);
    const to = world.model.log.head(stream);
    const served = this.#await(
      host.process?.store.read(async (snapshot) => {
        const room = await snapshot.room(roomId);
        const records = await snapshot.messagesBetween(roomId, 1, to);
        const messages = records.map(({ message }) => message);
        return room === null ? '' : canonicalWindow({ room, from: 1, to, messages });
      }),
    );
    if (world.model.log.head(stream) !== to) return false;
    for (const { name, client, state, rooms } of this.#tabs) {
      const view = rooms.has(roomId) ? state?.rooms.get(roomId) : null;
      const isWhole = view?.timeline.newerExist === false && !view.timeline.olderExist;
      // What is said last may still be on its way.
      const isThere = client?.positions.get(stream)?.seq === to;
      if (view?.room == null || served === null || !isWhole || !isThere) continue;
      const { messages } = view.timeline;
      if (canonicalWindow({ room: view.room, from: 1, to, messages }) === served) continue;
      const entity = `${name} ${stream}`;
      const detail = 'its window is not equal to that of the server';
      world.model.report({ invariant: 'S-TIMELINE', entity, detail });
    }
    return true;
  }

  /** Runs until a promise settles. Null when it does not, or fails: a defect. */
  #await<Value>(promise: Promise<Value> | undefined): Value | null {
    const { model } = this.#simulation.world;
    const settled: { value: Value | null; failed: boolean } = { value: null, failed: false };
    promise?.then(
      (value) => {
        settled.value = value;
      },
      (error: unknown) => {
        settled.failed = true;
        model.defect(`the last look at the store failed: ${String(error)}`);
      },
    );
    for (let waitedMs = 0; waitedMs < EXAMINE_MS; waitedMs += LOOK_MS) {
      if (settled.value !== null || settled.failed || !this.#run(LOOK_MS)) break;
    }
    return settled.value;
  }

  /** What waits for somebody to decide, and what lies on a device that never came back. */
  #waitsForPerson(id: ClientMessageId): boolean {
    return [...this.#simulation.browsers.values()].some((browser) => {
      const kept = browser.profile.disk.entries().find((one) => one.clientMessageId === id);
      const shown = browser.tabs
        .flatMap(({ state }) => state?.outbox ?? [])
        .find((one) => one.clientMessageId === id);
      const states = [kept?.state, shown?.state.kind];
      if (states.includes('failed') || states.includes('rejected')) return true;
      return (kept !== undefined || shown !== undefined) && !this.#core.has(browser);
    });
  }

  /** What somebody has asked just now is answered soon; what is not, never will be. */
  #checkQuiet(): void {
    const { network, model } = this.#simulation.world;
    const live = () => network.connections().filter((connection) => connection.live);
    const isAsked = () => live().some(({ id }) => model.exchanges.isOpen(id));
    for (let waitedMs = 0; isAsked() && waitedMs < ANSWER_MS; waitedMs += LOOK_MS) {
      if (!this.#run(LOOK_MS)) return;
    }
    for (const connection of live()) {
      model.deliveries.checkQuiet(connection.id);
      model.exchanges.checkQuiet(connection.id);
    }
  }

  /** Rows and events must tell the same. */
  #compareRows(): void {
    const { model } = this.#simulation.world;
    const { observer } = this.#simulation.host;
    if (observer !== null) model.log.recovered(observer.heads());
    for (const { id, revision, body } of observer?.messages() ?? []) {
      const known = model.messages.byId(id);
      const entity = `message ${String(id)}`;
      const newest =
        known?.deletedSeq === null ? known.revisions[known.revisions.length - 1] : null;
      const agrees = known?.revisions.length === revision && body === (newest?.body ?? null);
      if (agrees) continue;
      const detail = 'its row is not what its events say';
      model.report({ invariant: 'S-ORDER-AGREE', entity, detail });
    }
  }

  /** Everybody was told what became of what they did, and pages say what their devices keep. */
  #checkPages(): void {
    const { screens } = this.#simulation.world.model;
    for (const tab of this.#tabs) {
      screens.checkSettled(tab.name);
      screens.checkDevice(tab.name, {
        durable: tab.state?.outboxDurable ?? true,
        failed: tab.hasFailed,
      });
    }
  }

  /** One page is cut off and resumes, and then starts anew: it must show the same each time. */
  #comeBack(): void {
    const { world } = this.#simulation;
    const there = this.#tabs.filter(({ client }) => client !== null);
    const tab = there[world.kernel.draws('anew', '').below(Math.max(1, there.length))];
    const before = tab === undefined ? null : wholeOf(tab);
    if (tab === undefined || before === null || this.#isViolated()) return;
    const { commits } = world.counts;
    for (const { name } of this.#tabs.filter(({ profile }) => profile === tab.profile)) {
      for (const connection of world.network.connections(name)) {
        connection.cut({ serverAfterMs: 0, clientAfterMs: 0 });
      }
    }
    const isStill = (): boolean => world.counts.commits === commits;
    if (!this.#isBack(tab) || !isStill()) return;
    this.#compareWhole(tab, 'resumed', before);
    tab.crash();
    if (this.#isViolated() || !this.#isBack(tab) || !isStill()) return;
    this.#compareWhole(tab, 'anew', before);
    const { userId, state, profile } = tab;
    const kept = userId === null ? null : profile.disk.shelf(userId).drafts;
    // One who could not read its device has nothing of it.
    if (kept === null || state === null || tab.hasFailed) return;
    world.model.drafts.restored(tab.name, state.drafts, kept);
  }

  /** @returns whether a page is well again, and nothing is violated. */
  #isBack(tab: Tab): boolean {
    const { world } = this.#simulation;
    for (let waitedMs = 0; waitedMs < SETTLE_MS; waitedMs += LOOK_MS) {
      this.#settling.show(tab);
      if (!this.#run(LOOK_MS)) return false;
      if (unfinished(world, [tab]) === null) break;
    }
    world.model.ends.settled(unfinished(world, [tab]));
    return !this.#isViolated();
  }

  #compareWhole(tab: Tab, how: 'resumed' | 'anew', before: ShownWhole): void {
    const after = wholeOf(tab);
    if (after === null) return;
    this.#simulation.world.model.wholes.cameBack(tab.name, how, { before, after });
  }

  #examine(): void {
    const { host, world } = this.#simulation;
    const store = host.process?.store;
    if (store === undefined) return;
    world.model.headcounts.end();
    const found = this.#await(examine({ store, digest: systemDigest }));
    if (found !== null) world.model.ends.examined(found);
  }
}

/**
 * Reports a run that can go no further. @returns whether it came to the time that it was to come
 * to.
 */
export function wentOn({ kernel, model }: World, end: RunEnd): boolean {
  model.ends.wentOn(end, end === 'idle' ? kernel.waiters() : []);
  return end === 'time';
}
