import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { Position } from '../../../core/vocabulary/position.js';
import type { FakeSocket } from './fake-socket.js';
import { Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

/** More than any join has. */
const STEPS_MAX = 40;

const FAILURES: readonly (readonly [string, string, () => Error])[] = [
  ['is refused as busy', 'busy', () => new ChatError('busy', 'Too many reads wait.')],
  ['has a defect', 'internal', () => new Error('a defect')],
];

describe('joins that fail', () => {
  let kit: Kit;
  /** A position two events behind the head. */
  let behind: Position;

  beforeEach(async () => {
    kit = await Kit.open();
    await kit.post();
    const early = await kit.follow();
    behind = new View(kit.room).take(early.frames).position as Position;
    early.hangUp();
    await kit.post();
    await kit.post();
  });

  afterEach(() => kit.close());

  async function isOver(socket: FakeSocket): Promise<boolean> {
    for (let second = 0; second < 20; second += 1) {
      await settle();
      if (socket.of('live').length + socket.of('denied').length > 0) break;
      kit.clock.advance(1_000);
      socket.say({ type: 'ping', n: second });
    }
    return socket.of('live').length > 0;
  }

  for (const [what, code, failure] of FAILURES) {
    for (const from of ['nothing', 'a position'] as const) {
      it(`DL11 a join from ${from} of which any statement ${what} is denied and leaves nothing behind`, async () => {
        let steps = 0;
        for (; steps < STEPS_MAX; steps += 1) {
          const socket = await kit.connect();
          const baseline = kit.delivery.stats();
          kit.faults.atStatement = (nth) => {
            if (nth === steps + 1) throw failure();
          };
          const position = from === 'nothing' ? null : behind;
          socket.say({ type: 'join', stream: kit.room, position });
          const isLive = await isOver(socket);
          kit.faults.atStatement = () => undefined;
          if (isLive) break;
          // How far rooms are is read again with the next round.
          for (let round = 0; round < 3; round += 1) {
            kit.clock.advance(1_000);
            await settle();
          }
          expect(socket.of('denied').map((denied) => denied.code)).to.deep.equal([code]);
          expect(socket.closedAs, `statement ${steps + 1}`).to.equal(null);
          expect(kit.delivery.stats(), `statement ${steps + 1}`).to.deep.equal(baseline);
          socket.hangUp();
          expect(kit.delivery.stats()).to.deep.equal(NOTHING);
        }
        expect(steps).to.be.within(5, STEPS_MAX - 1);
      });
    }
  }

  it('DL11 a socket that ends at any moment of a connection and its joins leaves nothing behind', async () => {
    // Each read takes some turns of the event loop, so that its ends are moments of their own.
    kit.faults.beforeRead = kit.faults.afterRead = async () => {
      await turn();
      await turn();
    };
    let turns = 0;
    for (let isWhole = false; !isWhole && turns < STEPS_MAX; turns += 1) {
      const socket = kit.accept();
      kit.hello(socket);
      socket.say({ type: 'join', stream: 'account', position: null });
      socket.say({ type: 'join', stream: kit.room, position: behind });
      for (let passed = 0; passed < turns; passed += 1) await turn();
      isWhole = socket.of('live').length === 2;
      socket.hangUp();
      expect(kit.delivery.stats().subscriptions).to.equal(0);
      await settle();
      expect(kit.delivery.stats(), `turn ${turns}`).to.deep.equal(NOTHING);
    }
    expect(turns).to.be.within(10, STEPS_MAX - 1);
  });
});
