import type {
  ConnectionWatcher,
  SimulatedConnection,
} from '../../../adapters/simulated/connection.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import { LastTexts } from './last-texts.js';
import type { Command } from '../../../core/vocabulary/commands.js';
import type { ClientFrame, CommandFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { TabName } from '../plan/plan.js';
import { frameAbout, frameDetail, frameTitle } from './frame-words.js';
import { changedOutcome, type World } from './world.js';

export interface WatcherEvents {
  /** A connection is on its way. */
  connecting(connection: SimulatedConnection): void;
  /** Who sits at a tab. */
  personAt(tab: TabName): UserId | null;
  /** A client has handed a command to its connection. */
  commandSent(tab: TabName, connection: SimulatedConnection, frame: CommandFrame): void;
  /** A frame has reached the server. */
  serverHeard(): void;
  /** The answer of a command that succeeded has left the server. */
  answerLeft(connection: SimulatedConnection): void;
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

  /** @param world - is asked for later: the network is a part of it. */
  constructor(world: () => World, events: WatcherEvents) {
    this.#world = world;
    this.#events = events;
  }

  connecting(connection: SimulatedConnection): void {
    this.#events.connecting(connection);
  }

  clientSent(connection: SimulatedConnection, text: string): void {
    const { id } = connection;
    const frame = this.#fromClients.read(text);
    this.#note(clientOf(id), 'send', [id, frame]);
    if (frame.type !== 'command') return;
    this.#commands.set(`${id} ${String(frame.id)}`, frame.command);
    this.#events.commandSent(clientOf(id), connection, frame);
  }

  serverGot({ id }: SimulatedConnection, text: string): void {
    this.#events.serverHeard();
    const frame = this.#fromClients.read(text);
    this.#note(this.#world().kernel.lane, 'got', [id, frame]);
    this.#world().model.deliveries.serverGot(id, frame);
  }

  serverSent(connection: SimulatedConnection, encoded: EncodedFrame): void {
    const { id } = connection;
    const frame = this.#fromServer.read(encoded.text);
    this.#note(this.#world().kernel.lane, 'sent', [id, frame]);
    this.#world().model.deliveries.serverSent(id, frame);
    this.#noteRefusal(id, frame);
    if (frame.type !== 'answer') return;
    if (frame.outcome.ok) this.#events.answerLeft(connection);
    else if (frame.outcome.refusal.code === 'busy' && this.#world().config.faults.B1.on) {
      changedOutcome(this.#world(), 'B1');
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

  clientGot({ id }: SimulatedConnection, text: string): void {
    const frame = this.#fromServer.read(text);
    const client = clientOf(id);
    const { views } = this.#world().model;
    this.#note(client, 'get', [id, frame]);
    if (frame.type === 'run') views.reached(client, frame.stream, frame.to);
    if (frame.type === 'reset') {
      views.reached(client, frame.stream, frame.seq);
      if (frame.stream === 'account') this.#world().model.causes.snapshot(client, frame.seq);
    }
    if (frame.type === 'answer') this.#answered(id, frame);
  }

  clientClosed({ id }: SimulatedConnection): void {
    const client = clientOf(id);
    this.#world().kernel.note(client, { kind: 'closed', entity: id });
    this.#world().model.outboxes.disconnected(client);
  }

  #answered(connection: string, frame: Extract<ServerFrame, { type: 'answer' }>): void {
    const command = this.#commands.get(`${connection} ${String(frame.id)}`);
    const person = this.#events.personAt(clientOf(connection));
    if (command === undefined || person === null) return;
    const { model } = this.#world();
    const isDefect = !frame.outcome.ok && frame.outcome.refusal.code === 'internal';
    model.ends.defect(isDefect ? `${command.name} was answered with "internal"` : null);
    model.answers.answered(person, command, frame.outcome);
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
