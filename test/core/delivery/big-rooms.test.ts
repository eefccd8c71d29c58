import { expect } from 'chai';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import type { PostCommand } from '../../../core/vocabulary/commands.js';
import { BOB, newClientMessageId, newKey } from '../world.js';
import { BigHouse, type Cost } from './big-house.js';

const WATCHERS = 50;
/** What a room of ten times as many members may cost beside the small one. */
const RATIO_MAX = 1.2;
const ROOMS = { small: 500, big: 5_000 } as const;

/** Long enough for a busy machine to fill a room of 5,000. */
const PATIENCE_MS = 120_000;

type Deed = (house: BigHouse) => Promise<unknown>;

async function run(house: BigHouse, command: Parameters<BigHouse['engine']['execute']>[1]) {
  const outcome = await house.engine.execute(house.author, command);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}

function postOf(house: BigHouse, body: string): PostCommand {
  return { name: 'post', roomId: house.roomId, clientMessageId: newClientMessageId(), body };
}

async function posted(
  house: BigHouse,
  body: string,
): Promise<{ messageId: MessageId; seq: number }> {
  return (await run(house, postOf(house, body))) as { messageId: MessageId; seq: number };
}

/** What happens in a room, in this order: what is edited and deleted was posted before. */
const DEEDS: readonly (readonly [string, Deed])[] = [
  ['a message', (house) => posted(house, 'Hello, everybody')],
  ['a message that mentions somebody', (house) => posted(house, 'Hello, @Member 7')],
  ['a message that mentions nobody by a name', (house) => posted(house, 'Hello, @Nobody Here')],
  [
    'an edit',
    (house) => {
      const target = { messageId: 1 as MessageId };
      return run(house, { name: 'edit', key: newKey(), target, revision: 1, body: '@Member 8' });
    },
  ],
  [
    'a deletion',
    (house) => run(house, { name: 'delete', key: newKey(), target: { messageId: 2 as MessageId } }),
  ],
  [
    'a reading',
    (house) => {
      const read = { generation: 1, seq: 3 };
      return run(house, { name: 'read', roomId: house.roomId, read });
    },
  ],
  [
    'marking as unread',
    (house) => run(house, { name: 'markUnread', key: newKey(), roomId: house.roomId, from: 2 }),
  ],
];

describe('big rooms', function () {
  this.timeout(PATIENCE_MS);
  const small = new BigHouse();
  const big = new BigHouse();
  const costs = new Map<string, readonly [Cost, Cost]>();

  before(async () => {
    for (const [house, members] of [
      [small, ROOMS.small],
      [big, ROOMS.big],
    ] as const) {
      await house.open(members, WATCHERS);
      const [first] = house.sockets;
      if (first !== undefined) await house.follow(first);
    }
  });

  after(async () => {
    print(costs);
    await small.close();
    await big.close();
  });

  async function compare(what: string, deed: Deed): Promise<readonly [Cost, Cost]> {
    const pair = [
      await small.costOf(() => deed(small)),
      await big.costOf(() => deed(big)),
    ] as const;
    costs.set(what, pair);
    const [less, more] = pair;
    for (const key of ['statements', 'rows', 'frames', 'bytes'] as const) {
      expect(more[key], `${what}: ${key}`).to.be.at.most(less[key] * RATIO_MAX);
    }
    return pair;
  }

  it('BR1 a snapshot of a room that is known costs the same, whoever asks, and says the whole', async () => {
    const [, cost] = await compare('50 snapshots of the room', async (house) => {
      for (const socket of house.sockets.slice(1)) await house.follow(socket);
      const other = house.sockets.at(0);
      if (other !== undefined) await house.follow(other);
    });
    expect(cost.rows).to.be.below(ROOMS.small * 2);
    const [reset] = big.sockets.at(-1)?.of('reset') ?? [];
    expect(reset?.state).to.deep.include({ kind: 'room' });
    expect(reset?.state.kind === 'room' && reset.state.members.count).to.equal(ROOMS.big);
  });

  it('BR1 a snapshot of the account costs the same', async () => {
    await compare('50 snapshots of the account', async (house) => {
      for (const socket of house.sockets) await house.follow(socket, 'account');
    });
  });

  for (const [what, deed] of DEEDS) {
    it(`BR2 ${what} costs the same with 50 watchers, however many members there are`, async () => {
      const [cost] = await compare(what, deed);
      expect(cost.statements).to.be.above(0);
      if (!what.includes('read')) expect(cost.frames).to.be.at.least(WATCHERS);
    });
  }

  it('BR3 no statement of these walks through people or members', () => {
    const allowed = /count\(\*\)|order by "user_id"$|limit \?$/;
    const walks = big
      .plans()
      .filter((plan) =>
        /^SCAN (people|memberships)|memberships USING [^(]*\(room_id=\?\)/.test(plan),
      )
      .filter((plan) => !allowed.test(plan));
    expect(walks).to.deep.equal([]);
    const named = big.plans().filter((plan) => plan.includes('json_each') && /people/.test(plan));
    expect(named.join()).to.include('people_by_name (name=?)');
  });

  it('BR4 who joins costs statements as few as ever, and their room is counted anew once', async () => {
    const join: Deed = async (house) => {
      await house.people.add({ ...BOB, role: 'member' });
      for (const socket of house.sockets) await house.follow(socket);
    };
    const cost = await big.costOf(() => join(big));
    costs.set('somebody joins, and 50 snapshots', [await small.costOf(() => join(small)), cost]);
    expect(cost.rows).to.be.within(ROOMS.big, ROOMS.big + ROOMS.small * 2);
    const [reset] = big.sockets.at(-1)?.of('reset').slice(-1) ?? [];
    expect(reset?.state.kind === 'room' && reset.state.members.count).to.equal(ROOMS.big + 1);
  });

  it('BR5 opening a room for everybody takes as many statements as ever, and a row a member', async () => {
    const open: Deed = (house) =>
      run(house, { name: 'createRoom', key: newKey(), roomName: 'Attic' });
    const pair = [
      await small.costOf(() => open(small)),
      await big.costOf(() => open(big)),
    ] as const;
    costs.set('a room for everybody', pair);
    expect(pair[1].statements).to.equal(pair[0].statements);
    expect(pair[1].rows).to.be.within(ROOMS.big, ROOMS.big + ROOMS.small);
  });
});

/** What was counted, for whoever reads the output. */
function print(costs: ReadonlyMap<string, readonly [Cost, Cost]>): void {
  const cells = ({ statements, rows, frames, bytes }: Cost): string =>
    [statements, rows, frames, bytes].map((count) => String(count).padStart(8)).join('');
  const head = ['statem.', 'rows', 'frames', 'bytes'].map((name) => name.padStart(8)).join('');
  console.log(`      ${''.padEnd(42)}${head} of 500${head} of 5,000`);
  for (const [what, [less, more]] of costs) {
    console.log(`      ${what.padEnd(42)}${cells(less)}       ${cells(more)}`);
  }
}
