import { expect } from 'chai';
import { UNTOLD, whyUntold, type Untold } from '../../../core/notifications/decide.js';
import type { Whereabouts } from '../../../core/notifications/presence.js';
import type { MessageId, RoomId, SessionId, UserId } from '../../../core/vocabulary/ids.js';
import type { Message } from '../../../core/vocabulary/messages.js';
import { INVOLVEMENTS } from '../../../core/vocabulary/reading.js';

const AUTHOR = 1 as UserId;
const READER = 2 as UserId;
const SEQ = 7;

function message(state: 'live' | 'deleted'): Message {
  const common = {
    id: 5 as MessageId,
    roomId: 3 as RoomId,
    authorId: AUTHOR,
    clientMessageId: null,
    seq: SEQ,
    at: 0,
    revision: 1,
    changedAt: SEQ,
  };
  return state === 'live' ? { ...common, state, body: 'hello' } : { ...common, state };
}

const DEVICES: Readonly<Record<string, Whereabouts['devices']>> = {
  nowhere: new Map(),
  away: new Map([[1 as SessionId, 'away']]),
  active: new Map([
    [1 as SessionId, 'away'],
    [2 as SessionId, 'active'],
  ]),
  foreign: new Map([[null, 'active']]),
};

/** What must be, said once more and in another way: the first line that fits decides. */
function expected(is: {
  readonly state: string;
  readonly userId: UserId;
  readonly involvement: string;
  readonly isMentioned: boolean;
  readonly readSeq: number;
  readonly isTold: boolean;
  readonly place: string;
}): Untold | null {
  const asksFor: Readonly<Record<string, boolean>> = {
    everything: true,
    mentions: is.isMentioned,
    nothing: false,
    invisible: false,
  };
  const reasons: readonly (readonly [boolean, Untold])[] = [
    [is.state === 'deleted', 'deleted'],
    [is.userId === AUTHOR, 'author'],
    [asksFor[is.involvement] !== true, 'unwanted'],
    [is.readSeq >= SEQ, 'read'],
    [is.isTold, 'told'],
    [['active', 'foreign'].includes(is.place), 'here'],
  ];
  return reasons.find(([holds]) => holds)?.[1] ?? null;
}

describe('whyUntold', () => {
  it('TL10 decides each of 2,048 cases by the first reason that holds', () => {
    const met = new Set<string>();
    let cases = 0;
    for (const state of ['live', 'deleted'] as const)
      for (const userId of [AUTHOR, READER])
        for (const involvement of INVOLVEMENTS)
          for (const isMentioned of [false, true])
            for (const readSeq of [0, SEQ - 1, SEQ, SEQ + 1])
              for (const isTold of [false, true])
                for (const [place, devices] of Object.entries(DEVICES))
                  for (const certain of [true, false]) {
                    cases += 1;
                    const verdict = whyUntold({
                      message: message(state),
                      candidate: {
                        userId,
                        involvement,
                        isMentioned,
                        isTold,
                        read: { generation: 2, seq: readSeq },
                      },
                      whereabouts: { certain, devices },
                    });
                    const is = { state, userId, involvement, isMentioned, readSeq, isTold, place };
                    expect(verdict, JSON.stringify(is)).to.equal(expected(is));
                    met.add(String(verdict));
                  }
    expect(cases).to.equal(2_048);
    expect([...met].sort()).to.deep.equal([...UNTOLD, 'null'].sort());
  });

  it('TL10 at nothing and invisible nobody is disturbed, even by a mention', () => {
    for (const involvement of ['nothing', 'invisible'] as const) {
      const read = { generation: 1, seq: 0 };
      const candidate = { userId: READER, involvement, isMentioned: true, isTold: false, read };
      const whereabouts = { certain: true, devices: new Map() };
      const verdict = whyUntold({ message: message('live'), candidate, whereabouts });
      expect(verdict).to.equal('unwanted');
    }
  });
});
