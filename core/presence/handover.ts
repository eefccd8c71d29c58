import { HANDOVER_MS } from '../vocabulary/presence.js';
import type { NodeId, NumberedClaim } from '../vocabulary/presence.js';
import type { Instant } from '../vocabulary/time.js';
import type { HandedClaim, Handover } from '../../ports/handovers.js';
import type { Snapshot, Store } from '../../ports/store.js';
import type { PresenceBoard } from './board.js';

/** Claims that are handed over; with more of them the successor finds out by itself. */
export const HANDOVER_CLAIMS_MAX = 10_000;

/** What one process held, as its successor takes it over. */
export interface TakenOver {
  readonly node: NodeId;
  readonly hasEnded: boolean;
  readonly claims: readonly NumberedClaim[];
}

/** Everybody whom a process knows to be present, as it is left to whoever comes after it. */
export function handoverOf(node: NodeId, board: PresenceBoard, at: Instant): Handover | null {
  const claims = board.all().map(([key, claim]): HandedClaim => {
    const { person, sessionId, state, rooms } = claim;
    return { key, userId: person.id, sessionId, state, rooms };
  });
  return claims.length > HANDOVER_CLAIMS_MAX ? null : { node, at, claims };
}

/** Keeps it in one unit. */
export async function putHandover(store: Pick<Store, 'write'>, handover: Handover): Promise<void> {
  await store.write((tx) => tx.putHandover(handover), { afterUnknownCommit: 'rerun' });
}

/**
 * What was handed over and is still fresh, with how much of its time is left. Whatever there was
 * is removed: nobody honours it twice.
 */
export async function takeHandovers(
  store: Pick<Store, 'read' | 'write'>,
  at: Instant,
): Promise<{ readonly taken: readonly TakenOver[]; readonly leftMs: number } | null> {
  const found = await store.read(readHandovers);
  if (found.handovers.length === 0) return null;
  await store.write((tx) => tx.clearHandovers(), { afterUnknownCommit: 'rerun' });
  const fresh = found.handovers.filter((one) => Math.abs(at - one.at) < HANDOVER_MS);
  if (fresh.length === 0) return null;
  const oldest = Math.max(...fresh.map((one) => Math.abs(at - one.at)));
  return { taken: takenOf(fresh, found.people), leftMs: HANDOVER_MS - oldest };
}

async function readHandovers(snapshot: Snapshot) {
  const handovers = await snapshot.handovers();
  const ids = new Set(handovers.flatMap(({ claims }) => claims.map(({ userId }) => userId)));
  return { handovers, people: await snapshot.people([...ids]) };
}

function takenOf(
  fresh: readonly Handover[],
  people: Awaited<ReturnType<Snapshot['people']>>,
): readonly TakenOver[] {
  const persons = new Map(people.map((person) => [person.id, person]));
  const ended = new Set(fresh.map(({ node }) => node));
  const byNode = new Map<NodeId, Map<number, NumberedClaim>>();
  for (const { key, userId, ...rest } of fresh.flatMap(({ claims }) => claims)) {
    const [node = '', number = ''] = key.split('#');
    const person = persons.get(userId);
    if (person === undefined) continue;
    const claims = byNode.get(node) ?? new Map<number, NumberedClaim>();
    byNode.set(node, claims.set(Number(number), [Number(number), { person, ...rest }]));
  }
  for (const node of ended) if (!byNode.has(node)) byNode.set(node, new Map());
  return [...byNode].map(([node, claims]) => {
    return { node, hasEnded: ended.has(node), claims: [...claims.values()] };
  });
}
