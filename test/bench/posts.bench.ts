import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../adapters/sqlite/open.js';
import { systemClock } from '../../adapters/system/clock.js';
import { systemDigest } from '../../adapters/system/digest.js';
import { systemRandom } from '../../adapters/system/random.js';
import { Messaging } from '../../core/messaging/messaging.js';
import { DAY_MS } from '../../core/vocabulary/time.js';
import { roomStream, type ClientMessageId } from '../../core/vocabulary/ids.js';
import { digest, person, plainEvent, REPORT } from '../contracts/store/world.js';
import { RawPosts } from './raw-posts.js';

/** Posts that wait at the same time: one batch full. */
const IN_FLIGHT = 64;

/** Long enough for many batches and checkpoints; single posts cost a sync each. */
const GROUPED_POSTS = 8_000;
const SINGLE_POSTS = 800;
const WARM_UP_POSTS = 500;

/** Rounds, of which the median counts: other work on a machine comes and goes. */
const ROUNDS = 3;

/** Group commit must be worth this much, whatever the disk. */
const RATIO_MIN = 3;

/** Length of a usual message. */
const BODY =
  'A usual message: somebody asks, somebody answers, and all agree to have lunch at noon. '
    .repeat(2)
    .slice(0, 120);

/**
 * Processor time depends less on what else a machine does; the checkpoint thread's is part of
 * it.
 */
interface Speed {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

interface Round {
  readonly core64: Speed;
  readonly core1: Speed;
  readonly raw64: Speed;
  readonly raw1: Speed;
}

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure());
const core64 = typical((round) => round.core64);
const core1 = typical((round) => round.core1);
const raw64 = typical((round) => round.raw64);
const raw1 = typical((round) => round.raw1);
const ratio = median(rounds.map((round) => round.core64.perSecond / round.core1.perSecond));
const share = median(rounds.map((round) => round.core64.perSecond / round.raw64.perSecond));
print();
process.exitCode = ratio >= RATIO_MIN ? 0 : 1;

function typical(pick: (round: Round) => Speed): Speed {
  return {
    perSecond: Math.round(median(rounds.map((round) => pick(round).perSecond))),
    cpuMicroseconds: Math.round(median(rounds.map((round) => pick(round).cpuMicroseconds))),
  };
}

function print(): void {
  const cells = (...texts: readonly string[]): string =>
    texts.map((text) => text.padStart(16)).join('');
  const row = (name: string, speeds: readonly Speed[]): string =>
    name.padEnd(32) +
    speeds.map((s) => cells(String(s.perSecond), String(s.cpuMicroseconds))).join('');
  const rows = [
    'Durable posts per second, every commit synced, and processor microseconds per post',
    ''.padEnd(32) + cells('64 in flight', 'us', 'one at a time', 'us'),
    row('through core', [core64, core1]),
    row('better-sqlite3, the same rows', [raw64, raw1]),
    `64 in flight is ${ratio.toFixed(1)} times one at a time (at least ${String(RATIO_MIN)}),`,
    `and ${share.toFixed(2)} of better-sqlite3 alone in transactions of 64.`,
  ];
  console.log(rows.join('\n'));
  console.log(JSON.stringify({ bench: 'posts', core64, core1, ratio, raw64, raw1, share, rounds }));
}

async function measure(): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  try {
    const core = await measureCore(join(folder, 'core.db'));
    const raw = await measureRaw(join(folder, 'raw.db'));
    return { ...core, ...raw };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureCore(path: string): Promise<Pick<Round, 'core64' | 'core1'>> {
  const store = await open(path);
  const { caller, roomId } = await settle(store);
  const messaging = new Messaging({
    store,
    clock: systemClock,
    random: systemRandom,
    digest: systemDigest,
  });
  let posted = 0;
  const post = async (): Promise<void> => {
    const clientMessageId = `core-${String((posted += 1))}` as ClientMessageId;
    const outcome = await messaging.post(caller, {
      name: 'post',
      roomId,
      clientMessageId,
      body: BODY,
    });
    if (!outcome.ok) throw new Error(outcome.refusal.message);
  };
  await inFlight(IN_FLIGHT, WARM_UP_POSTS, post);
  const core1 = await timed(SINGLE_POSTS, () => inFlight(1, SINGLE_POSTS, post));
  const core64 = await timed(GROUPED_POSTS, () => inFlight(IN_FLIGHT, GROUPED_POSTS, post));
  await store.close();
  return { core64, core1 };
}

async function measureRaw(path: string): Promise<Pick<Round, 'raw64' | 'raw1'>> {
  const store = await open(path);
  const { caller, roomId } = await settle(store);
  await store.close();
  const raw = new RawPosts({ path, roomId, authorId: caller.userId, body: BODY });
  raw.write(WARM_UP_POSTS, IN_FLIGHT);
  const raw1 = await timed(SINGLE_POSTS, () => {
    raw.write(SINGLE_POSTS, 1);
  });
  const raw64 = await timed(GROUPED_POSTS, () => {
    raw.write(GROUPED_POSTS, IN_FLIGHT);
  });
  await raw.close();
  return { raw64, raw1 };
}

function open(path: string): Promise<SqliteStore> {
  return openSqliteStore({ path, clock: systemClock, random: systemRandom });
}

function settle(store: SqliteStore) {
  const at = systemClock.now();
  return store.write(async (tx) => {
    const userId = await tx.insertPerson(person('Ada', 'ada@example.org'));
    const sessionId = await tx.insertSession({
      userId,
      tokenHash: digest(1),
      createdAt: at,
      expiresAt: at + DAY_MS,
      address: null,
      userAgent: null,
    });
    const roomId = await tx.insertRoom({
      name: 'Hall',
      creatorId: userId,
      createdAt: at,
      changedAt: 1,
    });
    await tx.admitEveryone(roomId, at);
    await tx.append(plainEvent(roomStream(roomId), 1));
    return { caller: { userId, sessionId }, roomId };
  }, REPORT);
}

/** Calls a function `count` times, `width` of them at the same time. */
async function inFlight(width: number, count: number, call: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}

async function timed(count: number, run: () => Promise<void> | void): Promise<Speed> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  await run();
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (count / tookMs) * 1_000, cpuMicroseconds: (user + system) / count };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
