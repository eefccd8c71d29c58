import { ABSENCES, ACTIVITIES } from '../../core/vocabulary/presence.js';
import type { Signal } from '../../ports/broadcast.js';
import { typistFrame } from './server-frames.js';
import { person, roomId, sequence, sessionId, streamName } from './shapes.js';
import { z } from './zod.js';

const nodeId = z.string().regex(/^[0-9a-f]{1,64}$/);
const claimNumber = z.int().min(0);
const version = z.int().min(0);

const claim = z.object({
  person,
  sessionId: z.nullable(sessionId),
  state: z.enum(ACTIVITIES),
  rooms: z.array(roomId),
});
const numberedClaims = z.array(z.tuple([claimNumber, claim]));

const nodeWord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('beat'), version }),
  z.object({
    type: z.literal('changes'),
    version,
    claims: numberedClaims,
    ended: z.array(z.tuple([claimNumber, z.enum(ABSENCES)])),
  }),
  z.object({ type: z.literal('whole'), version, claims: numberedClaims }),
  z.object({ type: z.literal('ask'), of: z.nullable(nodeId) }),
  z.object({ type: z.literal('handedOver') }),
]);

const run = z.object({ stream: streamName, from: sequence, to: sequence });

/** What processes tell each other, which may be of different versions. */
export const signal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('moved'), runs: z.array(run) }),
  z.object({ kind: z.literal('sessionEnded'), sessionId }),
  z.object({ kind: z.literal('typing'), typist: typistFrame }),
  z.object({ kind: z.literal('presence'), node: nodeId, word: nodeWord }),
]);

/** A signal of its text; null for what this version does not know. */
export function readSignal(text: string): Signal | null {
  try {
    const read = signal.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
