import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../adapters/system/clock.js';
import type { WsTransport } from '../../../adapters/ws/transport.js';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { MonotonicMs } from '../../../core/vocabulary/time.js';
import { Member } from './member.js';
import type { OwnServer } from './own-server.js';
import { ServerWatch, type ServerUse } from './server-watch.js';
import { signUp } from './sign-up.js';
import { stopForAWhile, type StoppedReport } from './stopped-readers.js';
import { StoppingTransport } from './stopping-transport.js';
import { readStored } from './stored.js';
import { Timings, type Latencies } from './timings.js';
import { judge, type Verdict } from './verdict.js';

/** People who sign up at once: as many as the server hashes passwords for. */
const SIGN_UPS_AT_ONCE = 2;

/** Everybody must be live by then, at the beginning and again after a kill. */
const LIVE_MS_MAX = 180_000;

/** Those who write: few enough that each says several things, whose order can be compared. */
const WRITERS_MAX = 50;

/** What is under way when the writing ends must have arrived by then. */
const SETTLE_MS_MAX = 60_000;

const LOOK_MS = 20;

export interface LoadPlan {
  readonly clients: number;
  readonly seconds: number;
  /** Messages a second, of all clients together. */
  readonly rate: number;
  /** Bytes of each message, beside its key. */
  readonly bodyBytes: number;
  /** Clients that stop reading for half of the time, and write nothing. */
  readonly stopped: number;
  /** When the server is killed and started again, in seconds from the beginning; null for never. */
  readonly killAt: number | null;
  readonly target:
    | {
        readonly kind: 'own';
        readonly server: OwnServer;
        /** Of a session for each client. */
        readonly tokens: readonly string[];
      }
    | { readonly kind: 'running'; readonly url: string; readonly joinCode: string };
  /** Says what happens, for people. */
  readonly tell: (line: string) => void;
}

export interface LoadReport extends Verdict {
  readonly clients: number;
  readonly seconds: number;
  readonly posted: number;
  readonly stored: number;
  /** Written and given up: still in view of its author as not sent. */
  readonly unsent: number;
  /** Not taken by a client whose outbox was full. */
  readonly refused: number;
  readonly reconnects: number;
  readonly latencies: Latencies;
  /** Milliseconds from the kill until the last client was live again; null without a kill. */
  readonly outageMs: number | null;
  /** Until every client was live in the room, from the first attempt to connect on. */
  readonly liveMs: number;
  readonly connectionsPerSecond: number;
  readonly server: ServerUse;
  /** Of one core that the process took that all clients are in, while people wrote. */
  readonly clientsCpuShare: number;
  /** Null where nobody stopped reading. */
  readonly stopped: StoppedReport | null;
}

/**
 * Runs real clients against a real server over real sockets and compares what they wrote, what is
 * stored and
 * what each of them saw.
 *
 * @throws ChatError `unavailable` when the server or a client does not come up.
 */
export async function runLoad(plan: LoadPlan): Promise<LoadReport> {
  const timings = new Timings(plan.clients - plan.stopped);
  const watch = new ServerWatch(urlOf(plan), plan.clients);
  const crowd = await gather(plan, { timings, watch });
  const { members, roomId, reader, liveMs } = crowd;
  try {
    const start = Math.max(...members.map(({ newest }) => newest));
    const cpuFrom = process.cpuUsage();
    const wroteFrom = systemClock.monotonic();
    for (const member of members) member.begin();
    const stopping = stop(plan, crowd, timings);
    const outage = await write(plan, members.slice(plan.stopped));
    const stopped = await stopping;
    const clientsCpuShare = cpuShare(cpuFrom, systemClock.monotonic() - wroteFrom);
    await settle(members);
    const stored = await readStored(reader, { id: roomId, after: start });
    const missing = (): boolean => members.some(({ newest }) => newest < (stored.at(-1)?.seq ?? 0));
    await until(() => !missing(), SETTLE_MS_MAX);
    return report(plan, {
      members,
      timings,
      outage,
      stopped,
      stored,
      liveMs,
      clientsCpuShare,
      server: await watch.stop(),
    });
  } finally {
    await watch.stop();
    for (const member of members) member.stop();
  }
}

/** The first ones stop reading, if any are to. */
async function stop(plan: LoadPlan, crowd: Crowd, timings: Timings): Promise<StoppedReport | null> {
  if (plan.stopped === 0) return null;
  const { members, transports } = crowd;
  const readers = members.slice(0, plan.stopped).flatMap((member, index) => {
    const transport = transports[index];
    return transport === undefined ? [] : [{ member, transport }];
  });
  const { seconds, tell } = plan;
  const others = members.slice(plan.stopped);
  return stopForAWhile({ readers, others, timings, origin: urlOf(plan), seconds, tell });
}

interface Crowd {
  readonly members: readonly Member[];
  /** Of the members, in their order. */
  readonly transports: readonly StoppingTransport[];
  readonly roomId: RoomId;
  /** Signed in as the first member, for reading afterwards. */
  readonly reader: WsTransport;
  readonly liveMs: number;
}

/** Everybody signed up, connected, and live in one room. */
async function gather(
  plan: LoadPlan,
  { timings, watch }: { readonly timings: Timings; readonly watch: ServerWatch },
): Promise<Crowd> {
  const origin = urlOf(plan);
  const transports = await signedIn(plan);
  await watch.rest();
  // What those see who stop is nobody's measure.
  const unmeasured = new Timings(plan.stopped);
  const { bodyBytes } = plan;
  const members = transports.map((transport, index) => {
    const own = index < plan.stopped ? unmeasured : timings;
    return new Member({ name: nameOf(index), transport, timings: own, bodyBytes });
  });
  const from = systemClock.monotonic();
  for (const member of members) member.start();
  await untilAll(members, (member) => member.firstRoom() !== null);
  const roomId = members[0]?.firstRoom() ?? null;
  const [reader] = transports;
  if (roomId === null || reader === undefined) throw new ChatError('internal', 'There is no room.');
  for (const member of members) member.open(roomId);
  await untilAll(members, (member) => member.isLive);
  const liveMs = Math.round(systemClock.monotonic() - from);
  plan.tell(`${plan.clients} clients are live at ${origin} after ${liveMs} ms.`);
  await watch.live();
  return { members, transports, roomId, reader, liveMs };
}

/** A way to the server for each client, with a session of its own. */
async function signedIn({ target, clients }: LoadPlan): Promise<readonly StoppingTransport[]> {
  if (target.kind === 'own') {
    const origin = target.server.url;
    return target.tokens.map(
      (token) => new StoppingTransport({ origin, headers: { authorization: `Bearer ${token}` } }),
    );
  }
  const { url: origin, joinCode } = target;
  const run = String(systemClock.now());
  const transports = namesOf(clients).map(() => new StoppingTransport({ origin }));
  const waiting = transports.map((transport, index) => ({ transport, name: nameOf(index) }));
  await Promise.all(
    Array.from({ length: SIGN_UPS_AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await signUp(next.transport, { name: next.name, run, joinCode });
      }
    }),
  );
  return transports;
}

interface Outage {
  readonly from: MonotonicMs;
  readonly to: MonotonicMs;
}

/** Writes at the rate for the time, with the kill in its midst. */
async function write(plan: LoadPlan, members: readonly Member[]): Promise<Outage | null> {
  const begin = systemClock.monotonic();
  const end = begin + plan.seconds * 1_000;
  const outage = killAndRestart(plan, members);
  const total = Math.floor(plan.seconds * plan.rate);
  const writers = members.slice(0, WRITERS_MAX);
  for (let n = 0; n < total; n += 1) {
    const due = begin + (n * 1_000) / plan.rate;
    const wait = due - systemClock.monotonic();
    if (wait > 0) await sleep(wait);
    void writers[n % writers.length]?.write();
  }
  await sleep(Math.max(end - systemClock.monotonic(), 0));
  return outage;
}

async function killAndRestart(plan: LoadPlan, members: readonly Member[]): Promise<Outage | null> {
  const { killAt, target, tell } = plan;
  if (killAt === null || target.kind !== 'own') return null;
  await sleep(killAt * 1_000);
  const from = systemClock.monotonic();
  await target.server.kill();
  tell(`Killed the server (SIGKILL) after ${killAt} s.`);
  await target.server.start();
  const up = systemClock.monotonic();
  tell(`It listens again after ${Math.round(up - from)} ms.`);
  await untilAll(members, (member) => member.isLive);
  const to = systemClock.monotonic();
  tell(`Every client is live again after ${Math.round(to - from)} ms.`);
  return { from, to };
}

async function settle(members: readonly Member[]): Promise<void> {
  await until(() => members.every((member) => member.isSettled && member.isLive), SETTLE_MS_MAX);
}

interface Findings {
  readonly members: readonly Member[];
  readonly timings: Timings;
  readonly outage: Outage | null;
  readonly stopped: StoppedReport | null;
  readonly stored: Awaited<ReturnType<typeof readStored>>;
  readonly liveMs: number;
  readonly server: ServerUse;
  readonly clientsCpuShare: number;
}

function report(plan: LoadPlan, findings: Findings): LoadReport {
  const { members, timings, outage, stored, ...measured } = findings;
  const written = members.map((member) => member.written);
  const unsent = new Set(members.flatMap((member) => member.unsent));
  const records = members.map(({ record }) => record);
  return {
    clients: plan.clients,
    seconds: plan.seconds,
    posted: written.flat().length,
    stored: stored.length,
    ...judge({ written, unsent, stored, records }),
    unsent: unsent.size,
    refused: members.reduce((total, { refused }) => total + refused, 0),
    reconnects: members.reduce((total, { connections }) => total + connections - 1, 0),
    latencies: timings.latencies(outage),
    outageMs: outage === null ? null : Math.round(outage.to - outage.from),
    connectionsPerSecond: Math.round((plan.clients * 1_000) / Math.max(findings.liveMs, 1)),
    ...measured,
  };
}

/** Of one core, since a time. */
function cpuShare(from: NodeJS.CpuUsage, forMs: number): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / Math.max(forMs, 1);
}

function urlOf({ target }: LoadPlan): string {
  return target.kind === 'own' ? target.server.url : target.url;
}

/** What the clients of a load are called. */
export function namesOf(clients: number): readonly string[] {
  return Array.from({ length: clients }, (_, index) => nameOf(index));
}

function nameOf(index: number): string {
  return `client${index + 1}`;
}

async function untilAll(
  members: readonly Member[],
  is: (member: Member) => boolean,
): Promise<void> {
  if (await until(() => members.every(is), LIVE_MS_MAX)) return;
  const left = members.filter((member) => !is(member)).length;
  throw new ChatError('unavailable', `${left} of ${members.length} clients did not come up.`);
}

async function until(is: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = systemClock.monotonic() + limitMs;
  while (!is()) {
    if (systemClock.monotonic() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
