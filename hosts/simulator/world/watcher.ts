import type {
  ConnectionWatcher,
  SimulatedConnection,
} from '../../../adapters/simulated/connection.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { ClientFrame, CommandFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { clientOfTab, type TabName } from '../plan/plan.js';
import { frameAbout, frameDetail, frameTitle } from './frame-words.js';
import { CodecWatch } from './codec-watch.js';
import { DrainWatch } from './drain-watch.js';
import { LastTexts } from './last-texts.js';
import { limitsOf, unsentBytesMax } from './limits.js';
import type { PassingWatch } from './passing-watch.js';
import { WireGoals } from './wire-goals.js';
import { placeOf } from './work-watch.js';
import { changedOutcome, type World } from './world.js';

/** Numbers of commands that are said a second time begin here: no client counts so far. */
export const SECOND_SAYING = 1_000_000_000;
/** Within this time of the disk's having room the store takes what comes. */
const RECOVERED_MS = 3_000;
/** What a process that stood still says may be so much older. */
const PAUSED_MS_MAX = 60_000;

export interface WatcherEvents {
  /** A connection is on its way. */
  connecting(connection: SimulatedConnection): void;
  /** Who sits at a tab. */
  personAt(tab: TabName): UserId | null;
  /** The session that a tab has now, by a name of it. */
  sessionAt(tab: TabName): string;
  /** Tabs that speak through a tab's connection. */
  tabsBehind(tab: TabName): readonly TabName[];
  /** A client has handed a command to its connection. */
  commandSent(tab: TabName, connection: SimulatedConnection, frame: CommandFrame): void;
  /** What the connection that a tab keeps has brought or says, and its end. */
  readonly passings: PassingWatch;
  /** A frame has reached the server. */
  serverHeard(): void;
  /** The answer of a command that succeeded has left the server. */
  answerLeft(connection: SimulatedConnection): void;
  /** Number of the process that a connection leads to. */
  processOf(connection: SimulatedConnection): number;
}

/**
 * Reads what goes over the wires, and tells the model. Frames are read by JSON alone, once each.
 */
export class WireWatcher implements ConnectionWatcher {
  readonly #world: () => World;
  readonly #events: WatcherEvents;
  /** A run to eight clients is read once. */
  readonly #fromServer = new LastTexts((text) => JSON.parse(text) as ServerFrame);
  readonly #fromClients = new LastTexts((text) => JSON.parse(text) as ClientFrame);
  readonly #commands = new Map<string, Command>();
  /** How often the database had been restored when each answer left. */
  readonly #answeredIn = new Map<string, number>();
  readonly #codec = new CodecWatch();
  readonly #drains = new DrainWatch();
  /** The session of each connection. */
  readonly #sessions = new Map<string, string>();
  readonly #goals: WireGoals;
  #knownLimits: DeliveryLimits | null = null;

  /** @param world - is asked for later: the network is a part of it. */
  constructor(world: () => World, events: WatcherEvents) {
    this.#world = world;
    this.#events = events;
    this.#goals = new WireGoals(
      (id) => {
        world().goal(id);
      },
      () => world().kernel.nowUs / 1_000,
    );
  }

  connecting(connection: SimulatedConnection): void {
    const { id } = connection;
    this.#sessions.set(id, this.#events.sessionAt(clientOf(id)));
    this.#events.connecting(connection);
  }

  clientSent(connection: SimulatedConnection, text: string): void {
    const { id } = connection;
    const frame = this.#fromClients.read(text);
    this.#note(clientOf(id), 'send', [id, frame]);
    this.#codec.clientSent(this.#world().model, id, text);
    this.#goals.clientSent(id, frame);
    this.#nearSent(connection, frame);
    this.#events.passings.clientSent(id, frame);
    if (frame.type !== 'command') return;
    this.#commands.set(`${id} ${String(frame.id)}`, frame.command);
    this.#events.commandSent(clientOf(id), connection, frame);
  }

  #nearSent(connection: SimulatedConnection, { type }: ClientFrame): void {
    if (type !== 'join' && type !== 'ping') return;
    const place = { tab: clientOf(connection.id), process: this.#events.processOf(connection) };
    this.#world().near(type === 'join' ? 'join' : 'heartbeat', place);
  }

  serverGot({ id }: SimulatedConnection, text: string): void {
    this.#events.serverHeard();
    const frame = this.#fromClients.read(text);
    this.#note(this.#world().kernel.lane, 'got', [id, frame]);
    this.#drains.got(id, frame);
    const { model } = this.#world();
    // What was sent of a stream that is left now is known only before it is forgotten.
    model.service.serverGot(id, frame);
    model.deliveries.serverGot(id, frame);
    model.exchanges.serverGot(id, frame);
    model.work.heard(id, placeOf(this.#world().kernel.lane), frame);
    model.tellings.serverGot(id, frame);
    model.starts.serverGot(id, frame);
    model.hearers.serverGot(id, frame);
    const userId = this.#events.personAt(clientOf(id));
    model.presences.serverGot(id, { userId, node: this.#world().kernel.lane }, frame);
    if (frame.type !== 'command') return;
    const session = this.#sessions.get(id) ?? '';
    if (userId !== null) model.verdicts.asked(userId, frame.command);
    model.leaders.arrived({ connection: id, session, userId }, frame);
  }

  serverSent(connection: SimulatedConnection, encoded: EncodedFrame): void {
    const { id } = connection;
    const frame = this.#fromServer.read(encoded.text);
    this.#note(this.#world().kernel.lane, 'sent', [id, frame]);
    const { model } = this.#world();
    const { lane } = this.#world().kernel;
    model.deliveries.serverSent(id, frame, lane);
    model.exchanges.serverSent(id, frame);
    model.work.said(id, placeOf(lane), frame);
    model.service.serverSent(id, frame);
    model.hearers.serverSent(id, frame);
    const taken = model.doors.placeOf(id);
    if (taken !== null) this.#sentByPlace(taken, id, frame);
    model.signals.serverSent(id, frame, this.#limits().headsIntervalMs);
    model.tellings.serverSent(id, this.#events.personAt(clientOf(id)), frame);
    model.presences.serverSent(id, frame);
    this.#goals.serverSent(id, frame);
    this.#noteRefusal(id, frame);
    this.#drains.sent(id, frame);
    this.#watchSocket(connection, { frame, encoded });
    if (frame.type !== 'answer') return;
    this.#answeredIn.set(`${id} ${String(frame.id)}`, model.log.restores);
    model.leaders.answered(id, frame.id, frame.outcome);
    this.#noteRecovery(frame.outcome);
    if (frame.outcome.ok) this.#events.answerLeft(connection);
    else if (frame.outcome.refusal.code === 'busy' && this.#world().config.faults.B1.on) {
      changedOutcome(this.#world(), 'B1');
    }
  }

  #sentByPlace(place: string, id: string, frame: ServerFrame): void {
    const { pressures, slots, doors } = this.#world().model;
    pressures.sent(place, frame);
    const { reconnectsPerSecond: perSecond } = this.#limits();
    slots.serverSent(id, frame, { place, perSecond, most: doors.mostOf(place) });
  }

  /** Bounds that every process of the world has. */
  #limits(): DeliveryLimits {
    this.#knownLimits ??= limitsOf(this.#world());
    return this.#knownLimits;
  }

  #watchSocket(
    { id, socket, live }: SimulatedConnection,
    { frame, encoded }: { readonly frame: ServerFrame; readonly encoded: EncodedFrame },
  ): void {
    const world = this.#world();
    this.#codec.serverSent(world.model, id, encoded);
    // A last word is said even to a socket that is full.
    if (frame.type === 'refused' || !live) return;
    world.model.resources.given(id, socket.bufferedBytes(), unsentBytesMax(world));
  }

  #noteRecovery(outcome: CommandOutcome): void {
    const { model, kernel, config } = this.#world();
    if (outcome.ok) model.recovery.stored(kernel.lane);
    else if (outcome.refusal.code === 'disk_full') {
      model.recovery.refused(kernel.lane, config.faults.P3.on ? PAUSED_MS_MAX : RECOVERED_MS);
    }
  }

  #noteRefusal(connection: string, frame: ServerFrame): void {
    const { refusals } = this.#world().model;
    if (frame.type === 'refused' || frame.type === 'denied') {
      refusals.said(connection, frame.message, []);
    } else if (frame.type === 'answer' && !frame.outcome.ok) {
      const command = this.#commands.get(`${connection} ${String(frame.id)}`);
      const texts = command === undefined ? [] : textsOf(command);
      refusals.said(connection, frame.outcome.refusal.message, texts);
    }
  }

  serverEnding({ id }: SimulatedConnection): void {
    this.#world().model.presences.closed(id);
  }

  clientGot({ id }: SimulatedConnection, text: string): void {
    const frame = this.#fromServer.read(text);
    this.#world().model.presences.clientGot(clientOfTab(clientOf(id)), id, frame);
    this.#note(clientOf(id), 'get', [id, frame]);
    this.#goals.clientGot(id, frame);
    this.#events.passings.clientGot(id, frame);
    if (frame.type === 'answer') {
      this.#answered(id, frame);
      this.#world().near(frame.name === 'lead' ? 'term' : 'answer', { tab: clientOf(id) });
    }
    const { retries } = this.#world().model;
    if (frame.type === 'welcome' || frame.type === 'goaway') retries.began(clientOf(id));
  }

  serverClosed({ id }: SimulatedConnection): void {
    this.#world().model.starts.serverClosed(id);
    this.#world().model.hearers.serverClosed(id);
  }

  clientClosed(connection: SimulatedConnection): void {
    const { id } = connection;
    if (connection.closedFor === 'draining') {
      this.#world().model.ends.drainClosed(id, this.#drains.unanswered(id));
    }
    const tab = clientOf(id);
    this.#goals.clientClosed(id);
    this.#events.passings.clientClosed(id);
    this.#world().kernel.note(tab, { kind: 'closed', entity: id });
    for (const one of this.#events.tabsBehind(tab)) this.#world().model.outboxes.disconnected(one);
  }

  #answered(connection: string, frame: Extract<ServerFrame, { type: 'answer' }>): void {
    const command = this.#commands.get(`${connection} ${String(frame.id)}`);
    const person = this.#events.personAt(clientOf(connection));
    if (command === undefined || person === null) return;
    const { model } = this.#world();
    const isDefect = !frame.outcome.ok && frame.outcome.refusal.code === 'internal';
    model.ends.defect(isDefect ? `${command.name} was answered with "internal"` : null);
    const restores = this.#answeredIn.get(`${connection} ${String(frame.id)}`);
    if (restores === model.log.restores) model.answers.answered(person, command, frame.outcome);
    else model.answers.answeredBefore(person, command, frame.outcome);
  }

  #note(lane: string, kind: string, [id, frame]: readonly [string, AnyFrame]): void {
    const { kernel } = this.#world();
    const entity = frameTitle(frame);
    if (!kernel.isRead) kernel.note(lane, { kind, entity });
    else kernel.note(lane, { kind, entity, about: frameAbout(id, frame) }, frameDetail(frame));
  }
}

type AnyFrame = ClientFrame | ServerFrame;

/** What a person wrote in a command. */
function textsOf(command: Command): readonly string[] {
  if ('body' in command) return [command.body];
  return 'roomName' in command ? [command.roomName] : [];
}

/** `c1.2#7` is the seventh connection, and is the second tab's of `c1`. */
function clientOf(connection: string): TabName {
  return connection.slice(0, connection.indexOf('#'));
}
