import type {
  ClientFrame,
  CommandFrame,
  PresenceFrame,
  ServerFrame,
} from '../../../core/vocabulary/frames.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';

/** Commands of one connection that are under way at once, and events of one run, to be many. */
const MANY_COMMANDS = 4;
const MANY_EVENTS = 12;
/** A connection that ends so soon after it began, and an answer that takes so long. */
const SHORT_MS = 400;
const LONG_MS = 10_000;
/** Connections by which one message was sent, to be many. */
const MANY_CONNECTIONS = 3;

/** Refusals that are goals whatever was refused. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['busy', 'refused-busy'],
  ['disk_full', 'refused-disk-full'],
  ['stale_lease', 'refused-stale-lease'],
  ['unavailable', 'outcome-unknown-told'],
]);

/** What is known of one connection by its frames. */
interface Known {
  readonly begunMs: number;
  welcome: boolean;
  goaway: boolean;
  /** Commands without an answer, by number. */
  readonly commands: Map<number, { readonly frame: CommandFrame; readonly atMs: number }>;
  /** Streams that were asked for, and whether from a position on; until something comes. */
  readonly joins: Map<StreamName, 'anew' | 'resumed'>;
  /** Newest sequence that has come, by stream. */
  readonly reached: Map<StreamName, number>;
  readonly resets: Set<StreamName>;
  /** Version of presence that has come, by stream; 0: that nobody knows. */
  readonly presence: Map<StreamName, number>;
  /** What its person was said to do last. */
  does: string | null;
}

/** Notes rare situations that show in frames alone. */
export class WireGoals {
  readonly #goal: (id: string) => void;
  readonly #nowMs: () => number;
  readonly #connections = new Map<string, Known>();
  /** Connections by which each message was sent, and messages that were answered as stored. */
  readonly #sentBy = new Map<string, Set<string>>();
  readonly #answered = new Set<string>();

  constructor(goal: (id: string) => void, nowMs: () => number) {
    this.#goal = goal;
    this.#nowMs = nowMs;
  }

  clientSent(id: string, frame: ClientFrame): void {
    const known = this.#known(id);
    if (frame.type === 'join') {
      known.joins.set(frame.stream, frame.position === null ? 'anew' : 'resumed');
    } else if (frame.type === 'leave') {
      if (known.joins.delete(frame.stream)) this.#goal('left-while-joining');
    } else if (frame.type === 'command') this.#commandSent(id, known, frame);
    else if (frame.type === 'here') {
      if (known.does === frame.state) this.#goal('presence-asked-for-again');
      known.does = frame.state;
    }
  }

  serverSent(id: string, frame: ServerFrame): void {
    if (frame.type !== 'answer') return;
    const command = this.#connections.get(id)?.commands.get(frame.id)?.frame.command;
    if (command?.name !== 'post' || !frame.outcome.ok) return;
    if (this.#answered.has(command.clientMessageId)) this.#goal('post-answered-again');
    this.#answered.add(command.clientMessageId);
  }

  clientGot(id: string, frame: ServerFrame): void {
    const known = this.#known(id);
    switch (frame.type) {
      case 'welcome':
        known.welcome = true;
        return;
      case 'goaway':
        known.goaway = true;
        if (known.commands.size > 0) this.#goal('goaway-with-command-under-way');
        return;
      case 'run':
        this.#gotRun(known, frame);
        return;
      case 'reset':
        this.#gotReset(known, frame.stream, frame.seq);
        return;
      case 'live':
        if (known.joins.get(frame.stream) === 'resumed') this.#goal('resumed-with-nothing-new');
        known.joins.delete(frame.stream);
        return;
      case 'pong':
        if (frame.heads.some(([stream, seq]) => seq > (known.reached.get(stream) ?? seq))) {
          this.#goal('pong-told-of-loss');
        }
        for (const [stream, version] of frame.presence ?? []) {
          if (known.presence.get(stream) !== version) this.#goal('lost-presence-noticed');
        }
        return;
      case 'presence':
        this.#gotPresence(known, frame);
        return;
      case 'answer':
        this.#gotAnswer(known, frame);
        return;
      case 'refused':
      case 'denied':
      case 'heads':
      case 'typist':
        return;
    }
  }

  clientClosed(id: string): void {
    const known = this.#connections.get(id);
    if (known === undefined) return;
    this.#connections.delete(id);
    if (known.commands.size > 0) this.#goal('closed-with-command-under-way');
    if (known.commands.size >= MANY_COMMANDS) this.#goal('closed-with-many-commands-under-way');
    if (known.joins.size > 0) this.#goal('closed-while-joining');
    if (known.joins.size > 0 && known.commands.size > 0) this.#goal('closed-joining-and-saying');
    if (!known.welcome) this.#goal('closed-before-welcome');
    else if (this.#nowMs() - known.begunMs < SHORT_MS) this.#goal('closed-soon-after-hello');
    if (known.goaway && known.joins.size > 0) this.#goal('drained-while-joining');
  }

  #commandSent(id: string, known: Known, frame: CommandFrame): void {
    known.commands.set(frame.id, { frame, atMs: this.#nowMs() });
    if (known.commands.size >= MANY_COMMANDS) this.#goal('many-commands-under-way');
    const { command } = frame;
    if (command.name !== 'post') return;
    const by = this.#sentBy.get(command.clientMessageId) ?? new Set();
    this.#sentBy.set(command.clientMessageId, by.add(id));
    if (by.size === 2) this.#goal('post-sent-by-two-connections');
    if (by.size === MANY_CONNECTIONS) this.#goal('post-sent-by-three-connections');
    if (by.size > 1 && this.#answered.has(command.clientMessageId)) {
      this.#goal('answer-lost-and-post-sent-again');
    }
  }

  #gotPresence({ presence }: Known, { stream, scope, version, present }: PresenceFrame): void {
    const come = presence.get(stream);
    if (scope === 'whole' && come === 0) this.#goal('presence-settled-under-page');
    if (scope === 'changes' && version > (come ?? 0) + 1) this.#goal('lost-presence-noticed');
    const states = new Set(present.map(([, state]) => state));
    if (states.has('left')) this.#goal('told-that-somebody-left');
    if (states.has('disconnected')) this.#goal('told-that-somebody-is-disconnected');
    presence.set(stream, version);
  }

  #gotRun(known: Known, frame: Extract<ServerFrame, { type: 'run' }>): void {
    const { stream, from, to, events } = frame;
    const reached = known.reached.get(stream);
    if (reached !== undefined && from > reached + 1) this.#goal('run-with-hole-before-it');
    if (reached !== undefined && to <= reached) this.#goal('run-come-again');
    if (known.joins.get(stream) === 'resumed') {
      this.#goal('resumed-by-run');
      if (events.length >= MANY_EVENTS) this.#goal('resumed-by-many-events');
    }
    known.joins.delete(stream);
    if (new Set(events.map(({ kind }) => kind)).size >= 3) this.#goal('run-of-three-kinds');
    if (events.some(({ content }) => content !== undefined && 'withheld' in content)) {
      this.#goal('text-withheld');
    }
    known.reached.set(stream, Math.max(to, reached ?? 0));
  }

  #gotReset(known: Known, stream: StreamName, seq: number): void {
    if (known.joins.get(stream) === 'resumed') this.#goal('resume-became-reset');
    if (known.resets.has(stream)) this.#goal('reset-twice-on-one-connection');
    if (seq < (known.reached.get(stream) ?? 0)) this.#goal('reset-behind-what-was-reached');
    known.joins.delete(stream);
    known.resets.add(stream);
    known.reached.set(stream, seq);
  }

  #gotAnswer(known: Known, frame: Extract<ServerFrame, { type: 'answer' }>): void {
    const asked = known.commands.get(frame.id);
    known.commands.delete(frame.id);
    if (asked === undefined) return;
    if (this.#nowMs() - asked.atMs > LONG_MS) this.#goal('answer-after-ten-seconds');
    const { outcome, name } = frame;
    if (outcome.ok) return;
    const { code } = outcome.refusal;
    const refused = REFUSED.get(code);
    if (refused !== undefined) this.#goal(refused);
    if (code === 'conflict') this.#goal(name === 'edit' ? 'edit-in-conflict' : 'id-in-conflict');
    if (code === 'gone') this.#goal(name === 'edit' ? 'edit-of-deleted' : 'delete-of-deleted');
  }

  #known(id: string): Known {
    const before = this.#connections.get(id);
    if (before !== undefined) return before;
    const known: Known = {
      begunMs: this.#nowMs(),
      welcome: false,
      goaway: false,
      commands: new Map(),
      joins: new Map(),
      reached: new Map(),
      resets: new Set(),
      presence: new Map(),
      does: null,
    };
    this.#connections.set(id, known);
    return known;
  }
}
