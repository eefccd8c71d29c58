import { expect } from 'chai';
import fc from 'fast-check';
import { systemDigest } from '../../../adapters/system/digest.js';
import { followingDigest, verifyRun } from '../../../core/streams/log.js';
import { contentHash } from '../../../core/vocabulary/digest.js';
import type { RunEvent } from '../../../core/vocabulary/events.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { EMPTY_HEAD, type ChainDigest } from '../../../core/vocabulary/position.js';

const STREAM = 'room:7';
const SALT = '0f'.repeat(16);

/** A stream of some events, and the digest stored with each. */
interface Log {
  readonly events: readonly RunEvent[];
  readonly digests: readonly ChainDigest[];
}

function logOf(bodies: readonly string[]): Log {
  const events = bodies.map((body, index): RunEvent => {
    const common = { seq: index + 1, at: 1_000 + index, actor: 3 as UserId };
    const data = JSON.stringify({ messageId: index + 1 });
    return { ...common, kind: 'message.posted', data, content: { body, salt: SALT } };
  });
  const digests: ChainDigest[] = [];
  for (const event of events) {
    const previous = digests.at(-1) ?? EMPTY_HEAD.digest;
    digests.push(followingDigest(systemDigest, { stream: STREAM, previous, event }));
  }
  return { events, digests };
}

function verify(events: readonly RunEvent[], digests: readonly ChainDigest[]) {
  return verifyRun(systemDigest, { stream: STREAM, after: EMPTY_HEAD, events }, (seq) =>
    Promise.resolve(digests[seq - 1] ?? null),
  );
}

function replaced<Value>(values: readonly Value[], index: number, value: Value): readonly Value[] {
  return values.map((old, at) => (at === index ? value : old));
}

/** Everything of an event that the chain covers, each altered. */
const ALTERATIONS: readonly ((event: RunEvent) => RunEvent)[] = [
  (event) => ({ ...event, at: event.at + 1 }),
  (event) => ({ ...event, actor: 4 as UserId }),
  (event) => ({ ...event, actor: null }),
  (event) => ({ ...event, kind: 'message.edited' }),
  (event) => ({ ...event, data: `${event.data} ` }),
  (event) => ({ ...event, content: { body: 'altered', salt: SALT } }),
  (event) => ({ ...event, content: { body: '', salt: '1f'.repeat(16) } }),
  (event) => ({ ...event, content: { withheld: '0'.repeat(64) } }),
  ({ content: _, ...event }) => event,
];

describe('following the log', () => {
  const { events, digests } = logOf(['one', 'two', 'drei ß', '👪']);

  it('ST9 a run that was not altered verifies, from the digest before it to its last', async () => {
    const whole = await verify(events, digests);
    expect(whole).to.deep.equal({ ok: true, link: { seq: 4, digest: digests[3], at: 1_003 } });
    const after = { seq: 2, digest: digests[1] ?? '', at: 1_001 };
    const half = await verifyRun(
      systemDigest,
      { stream: STREAM, after, events: events.slice(2) },
      (seq) => Promise.resolve(digests[seq - 1] ?? null),
    );
    expect(half).to.deep.equal(whole);
  });

  it('ST10 any altered field of any event is found at that event', async () => {
    const place = fc.nat({ max: events.length - 1 });
    const alteration = fc.constantFrom(...ALTERATIONS);
    await fc.assert(
      fc.asyncProperty(place, alteration, async (index, alter) => {
        const event = events[index] as RunEvent;
        const result = await verify(replaced(events, index, alter(event)), digests);
        expect(result.ok).to.equal(false);
        // A time moved past the next event's is seen here first, as a digest.
        if (!result.ok) expect(result.break).to.deep.equal({ seq: index + 1, kind: 'digest' });
      }),
    );
  });

  it('ST10 an altered stored digest is found at its event', async () => {
    for (const index of events.keys()) {
      const result = await verify(events, replaced(digests, index, 'f'.repeat(64)));
      expect(result).to.deep.equal({ ok: false, break: { seq: index + 1, kind: 'digest' } });
    }
  });

  it('ST10 a missing event is a gap, and an event before its time is found', async () => {
    const gap = await verify([...events.slice(0, 1), ...events.slice(2)], digests);
    expect(gap).to.deep.equal({ ok: false, break: { seq: 2, kind: 'gap' } });
    const early = await verify(replaced(events, 2, { ...(events[2] as RunEvent), at: 5 }), digests);
    expect(early).to.deep.equal({ ok: false, break: { seq: 3, kind: 'time' } });
  });

  it('ST11 the chain verifies unchanged when content is withheld', async () => {
    const withheld = events.map((event): RunEvent => {
      const { content } = event;
      if (content === undefined || !('body' in content)) return event;
      const hash = contentHash(systemDigest.sha256, content.salt, content.body);
      return { ...event, content: { withheld: hash } };
    });
    expect(await verify(withheld, digests)).to.deep.equal(await verify(events, digests));
  });
});
