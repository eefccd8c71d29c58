import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import { Answers } from './answers.js';
import { Audits } from './audits.js';
import { Causes } from './causes.js';
import { guardedBy } from './constraints.js';
import { Deliveries } from './deliveries.js';
import { Doors } from './doors.js';
import { Drafts } from './drafts.js';
import { Drains } from './drains.js';
import { Ends } from './ends.js';
import { Exchanges } from './exchanges.js';
import { Frames } from './frames.js';
import { Habits } from './habits.js';
import { Headcounts } from './headcounts.js';
import { Hearers } from './hearers.js';
import { Jobs } from './jobs.js';
import { Keystrokes } from './keystrokes.js';
import { Leaders } from './leaders.js';
import { Lists } from './lists.js';
import { Log, type CommittedEvent, type Heads } from './log.js';
import { Messages, type ModelMessage } from './messages.js';
import { Notices } from './notices.js';
import { Outboxes } from './outboxes.js';
import { OwnRows } from './own-rows.js';
import { Passings } from './passings.js';
import { Pressures } from './pressures.js';
import { Presences } from './presences.js';
import { Readings } from './readings.js';
import { Recovery } from './recovery.js';
import { Refusals } from './refusals.js';
import { Repeats } from './repeats.js';
import { Requests } from './requests.js';
import { Resources } from './resources.js';
import { Retries } from './retries.js';
import { Revisions } from './revisions.js';
import { Senders } from './senders.js';
import { Service } from './service.js';
import { Screens } from './screens.js';
import { Signals } from './signals.js';
import { Slots } from './slots.js';
import { Starts } from './starts.js';
import { Tellings } from './tellings.js';
import { Turns } from './turns.js';
import { Twins } from './twins.js';
import { Typists } from './typists.js';
import { Verdicts } from './verdicts.js';
import { Views } from './views.js';
import { Wholes } from './wholes.js';
import { WhomToTell } from './whom-to-tell.js';
import { Work } from './work.js';
import type { Bench, Violation } from './violation.js';
import { Ways } from './ways.js';

/**
 * What must be, worked out from what was committed, sent, answered and shown, and from nothing of
 * the code that did it. Synchronous; each part checks as soon as it can know.
 */
export class Model {
  readonly log: Log;
  readonly messages: Messages;
  readonly answers: Answers;
  readonly audits: Audits;
  readonly deliveries: Deliveries;
  readonly views: Views;
  readonly outboxes: Outboxes;
  readonly drains: Drains;
  readonly leaders: Leaders;
  readonly ends: Ends;
  readonly senders: Senders;
  readonly ownRows: OwnRows;
  readonly causes: Causes;
  readonly readings: Readings;
  readonly presences: Presences;
  readonly refusals: Refusals;
  readonly resources: Resources;
  readonly retries: Retries;
  readonly recovery: Recovery;
  readonly frames: Frames;
  readonly twins: Twins;
  readonly verdicts: Verdicts;
  readonly exchanges: Exchanges;
  readonly tellings: Tellings;
  readonly ways: Ways;
  readonly screens: Screens;
  readonly wholes: Wholes;
  readonly drafts: Drafts;
  readonly lists: Lists;
  readonly requests: Requests;
  readonly habits: Habits;
  readonly signals: Signals;
  readonly slots: Slots;
  readonly work: Work;
  readonly service: Service;
  readonly starts: Starts;
  readonly hearers: Hearers;
  readonly headcounts: Headcounts;
  readonly turns: Turns;
  readonly typists: Typists;
  readonly keystrokes: Keystrokes;
  readonly passings: Passings;
  readonly pressures: Pressures;
  readonly doors: Doors;
  readonly jobs: Jobs;
  readonly notices: Notices;
  readonly whomToTell: WhomToTell;
  readonly #revisions: Revisions;
  readonly #nowMs: () => number;
  readonly #violations: Violation[] = [];
  /** People whose every command must be refused. */
  readonly hostiles = new Set<UserId>();
  readonly #judged = new Map<string, number>();

  /** @param nowMs - virtual time of the run. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    const bench: Bench = {
      report: (violation) => {
        this.report(violation);
      },
      judged: (invariant) => {
        this.#judged.set(invariant, (this.#judged.get(invariant) ?? 0) + 1);
      },
    };
    const log = new Log(bench);
    const messages = new Messages(bench);
    [this.log, this.messages] = [log, messages];
    const revisions = new Revisions({ bench, messages });
    this.#revisions = revisions;
    const repeats = new Repeats({ bench, messages });
    this.verdicts = new Verdicts({ bench, log, messages });
    this.turns = new Turns(bench, nowMs);
    this.exchanges = new Exchanges(bench, this.turns);
    this.tellings = new Tellings({ bench, log, messages });
    [this.signals, this.slots] = [new Signals(bench, nowMs), new Slots(bench)];
    this.work = new Work({ bench, log }, nowMs);
    this.headcounts = new Headcounts({ bench, log });
    this.starts = new Starts(bench, nowMs);
    this.typists = new Typists({ bench, nowMs, log, messages });
    this.keystrokes = new Keystrokes(bench, nowMs);
    this.passings = new Passings(bench, nowMs);
    this.pressures = new Pressures(bench, nowMs);
    this.doors = new Doors({ bench, pressures: this.pressures, turns: this.turns });
    this.answers = new Answers({ bench, log, messages, repeats, verdicts: this.verdicts });
    this.deliveries = new Deliveries({ bench, log, messages, revisions });
    this.hearers = new Hearers({ bench, log, deliveries: this.deliveries });
    this.service = new Service({ bench, log, deliveries: this.deliveries }, nowMs);
    this.views = new Views({ bench, log, messages, revisions });
    this.outboxes = new Outboxes({ bench, messages, answers: this.answers });
    [this.drains, this.leaders] = [new Drains(bench), new Leaders(bench)];
    [this.ends, this.audits] = [new Ends(bench), new Audits(bench)];
    this.senders = new Senders({ bench, answers: this.answers });
    this.ownRows = new OwnRows({ bench, messages });
    this.causes = new Causes({ bench, log });
    this.readings = new Readings({ bench, log, messages });
    this.presences = new Presences(bench, nowMs);
    this.refusals = new Refusals(bench);
    this.resources = new Resources(bench);
    this.retries = new Retries(bench, nowMs);
    this.recovery = new Recovery(bench, nowMs);
    this.frames = new Frames(bench);
    this.twins = new Twins(bench, log);
    this.ways = new Ways(nowMs);
    this.drafts = new Drafts(bench, this.ways);
    this.wholes = new Wholes(bench);
    this.lists = new Lists({ bench, log, messages });
    this.requests = new Requests(bench, log);
    this.jobs = new Jobs(bench, nowMs);
    this.notices = new Notices({ bench, nowMs, messages, jobs: this.jobs });
    this.whomToTell = new WhomToTell(bench, nowMs, this.presences);
    this.habits = new Habits({ bench, ways: this.ways, log });
    this.screens = new Screens({ bench, ways: this.ways, messages });
    messages.tell((message, event) => this.#stored(message, event));
  }

  #stored(message: ModelMessage, event: CommittedEvent): void {
    this.senders.stored(message, event);
    const { authorId, clientMessageId: id } = message;
    if (id !== null) this.leaders.stored(authorId, id);
  }

  /** In the order in which they were found. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  /** How often each invariant judged something so far. */
  get judged(): ReadonlyMap<string, number> {
    return this.#judged;
  }

  report(violation: Omit<Violation, 'at'>): void {
    this.#violations.push({ ...violation, at: this.#nowMs() });
  }

  /** A page is gone, and what it alone knew with it: its tab begins anew. */
  pageEnded(client: string): void {
    for (const { userId, id } of this.outboxes.forgotten(client)) this.senders.over(userId, id);
    this.views.restarted(client);
    this.#revisions.forget(client);
    this.ownRows.forget(client);
    this.causes.forget(client);
    this.ways.forget(client);
    this.screens.forget(client);
    this.habits.forget(client);
    this.drafts.forget(client);
    this.requests.forget(client);
    this.readings.forget(client);
    this.typists.forget(client);
    this.keystrokes.forget(client);
  }

  /** A page goes on whose steady clock stood still for so long. */
  woke(client: string, stoodMs: number): void {
    this.ways.stood(client, stoodMs);
    this.typists.woke(client);
    this.keystrokes.woke(client);
  }

  /**
   * A device has lost an unsent message.
   *
   * @param heldBy - the open tab that has it in its memory: that one must still send it.
   */
  evicted(lost: {
    readonly userId: UserId;
    readonly id: ClientMessageId;
    readonly heldBy: string | null;
  }): void {
    const { userId, id, heldBy } = lost;
    this.drains.lost(userId, id);
    this.outboxes.evicted(userId, id, heldBy);
    if (heldBy === null) this.senders.over(userId, id);
  }

  /**
   * Events that were committed, in order.
   *
   * @param nameOf - the name of a person as it is stored.
   */
  committed(
    events: readonly CommittedEvent[],
    nameOf: (userId: UserId) => string | null = () => null,
  ): void {
    this.work.committed(events);
    for (const event of events) {
      if (this.log.append(event)) this.#apply(event, nameOf);
      if (event.actor === null || !this.hostiles.has(event.actor)) continue;
      const isTheirs = event.kind.startsWith('message.') || event.kind.startsWith('room.');
      const entity = `${event.stream}@${String(event.seq)}`;
      if (isTheirs) this.refusals.changed(entity, event.kind);
    }
    this.readings.committedAll();
  }

  #apply(event: CommittedEvent, nameOf: (userId: UserId) => string | null): void {
    this.verdicts.committed(event);
    this.messages.apply(event);
    if (event.kind === 'person.joined') {
      const { userId } = JSON.parse(event.data) as { readonly userId: UserId };
      const name = nameOf(userId);
      if (name !== null) this.lists.named(userId, name);
      this.readings.joined(userId, name ?? '');
    }
    this.readings.committed(event);
  }

  /**
   * An operator has put an older copy of the database in its place. What was committed after it is
   * forgotten, and what was said of that is excused; whatever comes now is judged as ever.
   */
  restored(heads: Heads): void {
    const { log, messages } = this;
    log.restored(heads);
    this.answers.restored();
    this.leaders.restored();
    this.causes.restored();
    this.tellings.restored();
    messages.restored();
    for (const stream of log.streams) {
      for (const event of log.events(stream)) messages.apply(event);
    }
    this.readings.restored();
    this.jobs.restored();
    const events = log.streams.flatMap((stream) => log.events(stream));
    this.notices.restored(events);
    this.whomToTell.restored(events);
  }

  /** The store is opened anew: whatever was committed must be in it. */
  recovered(heads: Heads): void {
    this.log.recovered(heads);
    this.jobs.recovered();
  }

  /** The engine had to refuse a statement, or a defect showed itself. */
  constraintViolated(message: string): void {
    this.report({ invariant: guardedBy(message), entity: 'store', detail: message });
  }

  defect(detail: string): void {
    this.ends.defect(detail);
  }
}
