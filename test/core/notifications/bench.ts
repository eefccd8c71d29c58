import { JobRunner } from '../../../core/jobs/runner.js';
import { Notifications } from '../../../core/notifications/notifications.js';
import type { Whereabouts } from '../../../core/notifications/presence.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { MessageId, SessionId, UserId } from '../../../core/vocabulary/ids.js';
import type { Notice } from '../../../core/vocabulary/notices.js';
import type { Involvement } from '../../../core/vocabulary/reading.js';
import type { PushMessage, PushResult } from '../../../ports/push.js';
import type { DeadJob, JobRecord } from '../../../ports/store-telling.js';
import { ManualClock } from '../delivery/manual-clock.js';
import { Ledger, turns } from '../jobs/bench.js';
import {
  BOB,
  CAROL,
  joins,
  newClientMessageId,
  newKey,
  openHousehold,
  value,
  type Household,
} from '../world.js';

const ACCEPTED: PushResult = { kind: 'accepted' };

/** What a browser was sent. */
export interface Heard {
  readonly endpoint: string;
  readonly notice: Notice;
  readonly message: PushMessage;
}

/** A household with a push service, and a process that tells. */
export interface Bench {
  readonly house: Household;
  readonly alice: SignedIn;
  readonly bob: SignedIn;
  readonly carol: SignedIn;
  readonly notifications: Notifications;
  readonly heard: Heard[];
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  /** Where people are; others are nowhere. */
  readonly places: Map<UserId, Whereabouts>;
  /** What the push service says next; accepts where it is empty. */
  readonly says: PushResult[];
  /** Runs when the push service is asked. */
  onPush: () => Promise<void>;
  /** Runs when it is asked where somebody is. */
  onAsked: () => void;
  post(who: SignedIn, body: string): Promise<MessageId>;
  involve(who: SignedIn, involvement: Involvement): Promise<void>;
  read(who: SignedIn, seq: number): Promise<void>;
  markUnread(who: SignedIn, from: number): Promise<void>;
  remove(who: SignedIn, messageId: MessageId): Promise<void>;
  subscribe(who: SignedIn, name: string): Promise<void>;
  /** Does what is called for, and what that calls for. */
  work(ms?: number): Promise<void>;
  waiting(): Promise<readonly JobRecord[]>;
  dead(): Promise<readonly DeadJob[]>;
  close(): Promise<void>;
}

export function endpointOf(name: string): string {
  return name.startsWith('https:') ? name : `https://push.test/${name}`;
}

export function active(sessionId: SessionId | null): Whereabouts {
  return { certain: true, devices: new Map([[sessionId, 'active']]) };
}

export async function openBench(): Promise<Bench> {
  const house = await openHousehold();
  const bob = await joins(house, BOB);
  const carol = await joins(house, CAROL);
  const clock = new ManualClock();
  const ledger = new Ledger();
  const heard: Heard[] = [];
  const says: PushResult[] = [];
  const places = new Map<UserId, Whereabouts>();
  const { store, messaging, reading, allTalk: roomId } = house;
  const push = {
    publicKey: 'the key of the server',
    deliver: async ({ endpoint }: { readonly endpoint: string }, message: PushMessage) => {
      await bench.onPush();
      const notice = JSON.parse(new TextDecoder().decode(message.payload)) as Notice;
      const said = says.shift() ?? ACCEPTED;
      if (said.kind === 'accepted') heard.push({ endpoint, notice, message });
      return said;
    },
  };
  const nowhere: Whereabouts = { certain: true, devices: new Map() };
  const presence = {
    of: (userId: UserId) => {
      bench.onAsked();
      return places.get(userId) ?? nowhere;
    },
  };
  const ports = { store, clock, push, presence, telemetry: ledger };
  const notifications = new Notifications(ports);
  const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0 };
  const runner = new JobRunner({ store, clock, random, telemetry: ledger }, notifications.kinds);
  runner.start();
  const bench: Bench = {
    house,
    alice: house.alice,
    bob,
    carol,
    notifications,
    heard,
    ledger,
    clock,
    places,
    says,
    onAsked: () => undefined,
    onPush: () => Promise.resolve(),
    post: async ({ caller }, body) => {
      const clientMessageId = newClientMessageId();
      const posted = await messaging.post(caller, { name: 'post', roomId, clientMessageId, body });
      return value(posted).messageId;
    },
    involve: async ({ caller }, involvement) => {
      const command = { name: 'involve', key: newKey(), roomId, involvement } as const;
      check(await reading.involve(caller, command));
    },
    read: async ({ caller }, seq) => {
      const read = { generation: 1, seq };
      check(await reading.read(caller, { name: 'read', roomId, read }));
    },
    markUnread: async ({ caller }, from) => {
      const command = { name: 'markUnread', key: newKey(), roomId, from } as const;
      check(await reading.markUnread(caller, command));
    },
    remove: async ({ caller }, messageId) => {
      const command = { name: 'delete', key: newKey(), target: { messageId } } as const;
      check(await messaging.delete(caller, command));
    },
    subscribe: async ({ caller }, name) => {
      value(await notifications.subscribe(caller, subscription(name)));
    },
    work: async (ms = 1_000) => {
      runner.wake();
      for (let passed = 0; passed < ms; passed += 100) {
        clock.advance(100);
        await turns();
      }
    },
    waiting: () => store.read((s) => s.waitingJobs(['tell', 'withdraw', 'push'], 100)),
    dead: () => store.read((s) => s.deadJobs(100)),
    close: async () => {
      await runner.stop();
      await house.close();
    },
  };
  return bench;
}

export function subscription(name: string) {
  const p256dh = `BA${'b'.repeat(85)}`;
  return { endpoint: endpointOf(name), p256dh, auth: 'a'.repeat(22) };
}

function check(outcome: CommandOutcome): void {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
}
