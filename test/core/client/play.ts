import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { userStream, type StreamName, type UserId } from '../../../core/vocabulary/ids.js';
import { DIGEST_BEFORE_FIRST } from '../../../core/vocabulary/position.js';
import type { Effect } from '../../../core/client/effects.js';
import type { Input } from '../../../core/client/inputs.js';
import { reducer } from '../../../core/client/reduce.js';
import { newReplica, type Replica } from '../../../core/client/replica.js';
import { EPOCH, person, sha256 } from './room-log.js';

export const ME = 1 as UserId;
/** More than any stretch of time in these tests has use for. */
const ALARMS_MAX = 10_000;
const reduce = reducer(sha256);

/** An account and an own stream without events, as snapshots and as live. */
export const ACCOUNT: readonly ServerFrame[] = [
  {
    type: 'reset',
    stream: 'account',
    epoch: EPOCH,
    seq: 0,
    digest: DIGEST_BEFORE_FIRST,
    state: { kind: 'account', name: 'Hearth', rooms: [], peopleCount: 3 },
    people: [],
  },
  { type: 'live', stream: 'account', epoch: EPOCH, seq: 0, digest: DIGEST_BEFORE_FIRST },
  {
    type: 'reset',
    stream: userStream(ME),
    epoch: EPOCH,
    seq: 0,
    digest: DIGEST_BEFORE_FIRST,
    state: { kind: 'user', readings: [] },
    people: [],
  },
  { type: 'live', stream: userStream(ME), epoch: EPOCH, seq: 0, digest: DIGEST_BEFORE_FIRST },
];

/** What a server says to one who joins one of these two streams. */
export function answerTo(stream: StreamName): readonly ServerFrame[] {
  return ACCOUNT.filter((frame) => 'stream' in frame && frame.stream === stream);
}

/**
 * A client without a driver: inputs go in by hand, effects are looked at. Time stands still unless
 * moved.
 */
export class Play {
  state: Replica = newReplica('tab-1', 'test');
  /** Effects that nobody has looked at yet. */
  effects: Effect[] = [];
  mono = 1_000;
  /** How often the alarm went off. */
  alarms = 0;
  now = 1_700_000_000_000;
  fraction = 0.5;

  take(input: Input): this {
    const { mono, now, fraction } = this;
    const step = reduce(this.state, input, { mono, now, fraction });
    this.state = step.state;
    this.effects.push(...step.effects);
    return this;
  }

  frame(...frames: readonly ServerFrame[]): this {
    for (const frame of frames) this.take({ type: 'frame', channel: this.channel, frame });
    return this;
  }

  /** Lets time pass, and the alarm go off each time that it is due. */
  pass(ms: number): this {
    const end = this.mono + ms;
    const alarmsBefore = this.alarms;
    for (let alarmAt = this.#due(end); alarmAt !== null; alarmAt = this.#due(end)) {
      this.now += alarmAt - this.mono;
      this.mono = alarmAt;
      this.take({ type: 'alarm' });
      this.alarms += 1;
      if (this.alarms - alarmsBefore > ALARMS_MAX)
        throw new Error('the alarm goes off without end');
    }
    this.now += end - this.mono;
    this.mono = end;
    return this;
  }

  /** Connects up to the welcome. */
  connect(me = person(ME), pingIntervalMs = 25_000): this {
    const { phase } = this.state.connection;
    if (phase === 'idle') this.take({ type: 'start' });
    if (phase === 'waiting') this.take({ type: 'reconnectNow' });
    this.take({ type: 'opened', channel: this.channel });
    return this.frame({ type: 'welcome', protocol: 1, epoch: EPOCH, me, pingIntervalMs });
  }

  /** Answers that the device keeps nothing yet. */
  load(): this {
    return this.take({ type: 'loaded', userId: ME, entries: [], drafts: [] });
  }

  lose(): this {
    return this.take({ type: 'closed', channel: this.channel, reason: 'retry' });
  }

  /** The effects of one type that nobody has looked at yet. */
  took<Type extends Effect['type']>(type: Type): readonly Extract<Effect, { type: Type }>[] {
    const isOne = (effect: Effect): effect is Extract<Effect, { type: Type }> =>
      effect.type === type;
    const taken = this.effects.filter(isOne);
    this.effects = this.effects.filter((effect) => !isOne(effect));
    return taken;
  }

  /** The frames of one type that were sent and that nobody has looked at yet. */
  sent<Type extends ClientFrame['type']>(
    type: Type,
  ): readonly Extract<ClientFrame, { type: Type }>[] {
    type Wanted = Extract<ClientFrame, { type: Type }>;
    const isOne = (effect: Effect): effect is Extract<Effect, { type: 'send' }> =>
      effect.type === 'send' && effect.frame.type === type;
    const frames = this.effects.filter(isOne).map(({ frame }) => frame as Wanted);
    this.effects = this.effects.filter((effect) => !isOne(effect));
    return frames;
  }

  get channel(): number {
    return this.state.link.channel ?? -1;
  }

  #due(end: number): number | null {
    const { alarmAt } = this.state;
    return alarmAt !== null && alarmAt <= end ? Math.max(alarmAt, this.mono) : null;
  }
}
