import { expect } from 'chai';
import fc from 'fast-check';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { presenceAfter, type VersionedView } from '../../../core/client/presence-view.js';
import { PresenceBoard } from '../../../core/presence/board.js';
import { PresenceTeller } from '../../../core/presence/teller.js';
import type { PresenceFrame } from '../../../core/vocabulary/frames.js';
import type { SessionId, UserId } from '../../../core/vocabulary/ids.js';
import type { EncodedFrame } from '../../../ports/codec.js';

type Fate = 'comes' | 'lost' | 'doubled' | 'late';

/** A way on which frames are lost, doubled and overtaken, and what its far end knows. */
class Way {
  open = true;
  fate: Fate = 'comes';
  known: VersionedView | null = null;
  #late: PresenceFrame | null = null;

  send({ text }: EncodedFrame): void {
    const decoded = wireCodec.decodeServer(text);
    if (!decoded.ok || decoded.frame.type !== 'presence') throw new Error('not of presence');
    const overtaken = this.#late;
    this.#late = this.fate === 'late' ? decoded.frame : null;
    if (this.fate === 'comes' || this.fate === 'doubled') this.#take(decoded.frame);
    if (this.fate === 'doubled') this.#take(decoded.frame);
    if (overtaken !== null) this.#take(overtaken);
  }

  #take(frame: PresenceFrame): void {
    this.known = presenceAfter(this.known, frame);
  }
}

const act = fc.oneof(
  fc.record({ do: fc.constant('comes' as const), who: fc.nat(3), at: fc.nat(1) }),
  fc.record({ do: fc.constant('rests' as const), who: fc.nat(3), at: fc.nat(1) }),
  fc.record({ do: fc.constant('goes' as const), who: fc.nat(3), at: fc.nat(1) }),
  fc.record({ do: fc.constant('tell' as const) }),
  fc.record({ do: fc.constant('full' as const), open: fc.boolean() }),
  fc.record({
    do: fc.constant('fate' as const),
    fate: fc.constantFrom<Fate>('comes', 'comes', 'lost', 'doubled', 'late'),
  }),
  fc.record({ do: fc.constant('ask' as const) }),
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

/** Plays what happens. @returns the far end's view, and what is so, as of the last round. */
function play(acts: readonly Act[]) {
  const board = new PresenceBoard((stream) => {
    teller.changed(stream);
  });
  const teller: PresenceTeller = new PresenceTeller(board, wireCodec);
  const way = new Way();
  const other = { open: true, send: () => undefined };
  teller.settle();
  teller.watch('account', way);
  teller.watch('account', other);
  for (const one of acts) {
    if (one.do === 'tell') teller.tell();
    else if (one.do === 'full') way.open = one.open;
    else if (one.do === 'fate') way.fate = one.fate;
    else if (one.do === 'ask') teller.watch('account', way);
    else if (one.do === 'goes') board.drop(`${one.who}#${one.at}`, 'disconnected');
    else {
      const person = { id: (one.who + 1) as UserId, name: 'Somebody', role: 'member', version: 1 };
      board.put(`${one.who}#${one.at}`, {
        person: { ...person, role: 'member' },
        sessionId: one.at as SessionId,
        state: one.do === 'comes' ? 'active' : 'away',
        rooms: [],
      });
    }
  }
  teller.tell();
  return { board, teller, way };
}

describe('presence: what a connection is told', () => {
  it('PS24 whoever has the version that was told last knows who is there, whatever was lost', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { board, teller, way } = play(acts);
        if (teller.certainMs(['account'], way) === 0) return;
        const versions = new Map(teller.versions(['account'], way));
        if (way.known?.version !== versions.get('account')) return;
        expect([...(way.known?.view.people ?? [])].sort(byId)).to.deep.equal(
          board.in('account').whole,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('PS20 PS24 whoever has another one and asks knows it after one round', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { board, teller, way } = play([
          ...acts,
          { do: 'fate', fate: 'comes' },
          { do: 'full', open: true },
          { do: 'tell' },
          { do: 'ask' },
        ]);
        expect(way.known?.version).to.equal(
          new Map(teller.versions(['account'], way)).get('account'),
        );
        expect([...(way.known?.view.people ?? [])].sort(byId)).to.deep.equal(
          board.in('account').whole,
        );
      }),
      { numRuns: 500 },
    );
  });
});

function byId([one]: readonly [UserId, unknown], [other]: readonly [UserId, unknown]): number {
  return one - other;
}
