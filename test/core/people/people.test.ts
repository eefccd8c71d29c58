import { expect } from 'chai';
import type { Join } from '../../../core/people/people.js';
import {
  ALICE,
  BOB,
  CAROL,
  joins,
  knownOf,
  openHousehold,
  openWorld,
  refusal,
  value,
  type Household,
  type World,
} from '../world.js';
import { NOTHING_POSTED } from '../../../core/vocabulary/reading.js';

describe('People.firstRun', () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld();
  });

  afterEach(() => world.close());

  it('PE1 the first run makes the account, an administrator, the open room All Talk and a session', async () => {
    expect(await world.people.account()).to.deep.equal({ status: 'first_run' });
    const signedIn = value(await world.people.firstRun(ALICE));
    expect(signedIn.person).to.include({ name: 'Alice', role: 'administrator', version: 1 });
    expect(await world.sessions.resume(signedIn.token)).to.deep.equal(signedIn.caller);
    expect(await world.people.account()).to.deep.equal({ status: 'ready', name: 'Hearth' });
    const rooms = value(await world.rooms.list(signedIn.caller));
    const listed = { name: 'All Talk', kind: 'open', head: 1, latest: NOTHING_POSTED };
    expect(rooms).to.deep.equal([{ id: rooms[0]?.id, ...listed }]);
    const kinds = (await knownOf(world, 'account')).map((event) => event.kind);
    expect(kinds).to.deep.equal(['account.created', 'person.joined', 'room.opened']);
  });

  it('PE2 of several first runs at the same moment exactly one succeeds', async () => {
    const outcomes = await Promise.all(
      [ALICE, BOB, CAROL, ALICE].map((who) => world.people.firstRun(who)),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).to.have.length(1);
    for (const outcome of outcomes) {
      if (!outcome.ok) expect(outcome.refusal.code).to.equal('conflict');
    }
    expect(await world.people.list(null, 10)).to.have.length(1);
  });

  it('PE2 a first run after the first is a conflict, and a refused one changes nothing', async () => {
    const bad = { ...ALICE, password: 'short' };
    expect(refusal(await world.people.firstRun(bad)).code).to.equal('invalid_argument');
    expect(await world.people.account()).to.deep.equal({ status: 'first_run' });
    value(await world.people.firstRun(ALICE));
    expect(refusal(await world.people.firstRun(BOB)).code).to.equal('conflict');
  });

  it('PE9 before the first run nobody joins and nobody is added', async () => {
    const joining = { ...BOB, code: 'aaaa-bbbb-cccc' };
    expect(refusal(await world.people.join(joining)).code).to.equal('not_found');
    const added = await world.people.add({ ...BOB, role: 'member' });
    expect(refusal(added).code).to.equal('conflict');
  });
});

describe('People.join', () => {
  let house: Household;
  let code: string;

  beforeEach(async () => {
    house = await openHousehold();
    code = value(await house.people.joinCode(house.alice.caller));
  });

  afterEach(() => house.close());

  function join(change: Partial<Join>) {
    return house.people.join({ ...BOB, code, ...change });
  }

  it('PE3 the join code has three groups of four letters and digits, and members may know it', async () => {
    expect(code).to.match(/^[A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){2}$/);
    const bob = await joins(house, BOB);
    expect(value(await house.people.joinCode(bob.caller))).to.equal(code);
    const nobody = { userId: 4711 as never, sessionId: null };
    expect(refusal(await house.people.joinCode(nobody)).code).to.equal('unauthenticated');
  });

  it('PE4 who joins is a member, in every open room, with a session, and the account tells of them', async () => {
    const bob = await joins(house, BOB);
    expect(bob.person).to.include({ name: 'Bob', role: 'member' });
    expect(await house.sessions.resume(bob.token)).to.deep.equal(bob.caller);
    expect(value(await house.rooms.list(bob.caller)).map((room) => room.name)).to.deep.equal([
      'All Talk',
    ]);
    expect((await knownOf(house, 'account')).at(-1)).to.deep.include({
      kind: 'person.joined',
      actor: bob.person.id,
      data: { userId: bob.person.id },
    });
  });

  it('PE5 a wrong join code is not_found, counts as a failed sign-in, and no password is hashed', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const outcome = await join({ code: 'wrong', address: '198.51.100.1' });
      expect(refusal(outcome).code).to.equal('not_found');
    }
    const right = await join({ address: '198.51.100.1' });
    expect(refusal(right).code).to.equal('rate_limited');
    expect(value(await join({})).person.name).to.equal('Bob');
  });

  it('PE6 an email address is trimmed, compared without regard to case, and unique', async () => {
    value(await join({ email: '  Bob@Example.COM ' }));
    const [, bob] = await house.people.list(null, 10);
    expect(bob?.email).to.equal('bob@example.com');
    for (const email of ['bob@example.com', 'BOB@example.com', ' Alice@Example.com']) {
      expect(refusal(await join({ email })).code).to.equal('conflict');
    }
  });

  it('PE6 of several who join with one address at the same moment one succeeds', async () => {
    const outcomes = await Promise.all([join({}), join({}), join({ email: 'BOB@EXAMPLE.COM' })]);
    expect(outcomes.filter((outcome) => outcome.ok)).to.have.length(1);
  });

  it('PE7 names, email addresses and passwords outside the limits are invalid arguments', async () => {
    const bad: Partial<Join>[] = [
      { name: ' ' },
      { name: 'x'.repeat(101) },
      { name: 'a\tb' },
      { name: '\ud800' },
      { email: '' },
      { email: 'bob' },
      { email: 'bob@' },
      { email: 'b ob@example.com' },
      { email: `${'b'.repeat(250)}@x.de` },
      { email: 'b\0@example.com' },
      { password: 'seven77' },
      { password: 'x'.repeat(73) },
      { password: 'ä'.repeat(37) },
      { password: 'lonely surrogate \udfff' },
    ];
    for (const change of bad) {
      expect(refusal(await join(change)).code, JSON.stringify(change)).to.equal('invalid_argument');
    }
    const good: Partial<Join>[] = [
      { name: ' 家族 👪 ', email: 'ä@example.com', password: 'x'.repeat(72) },
      { name: 'x'.repeat(100), email: 'b@localhost', password: '        ' },
    ];
    for (const change of good) {
      const { person } = value(await join(change));
      expect(person.name).to.equal(change.name?.trim());
    }
  });

  it('PE8 an operator adds people without a session, as member or administrator', async () => {
    const added = value(await house.people.add({ ...CAROL, role: 'administrator' }));
    expect(added).to.include({ name: 'Carol', role: 'administrator' });
    expect((await knownOf(house, 'account')).at(-1)).to.deep.include({
      kind: 'person.joined',
      actor: null,
      data: { userId: added.id },
    });
    const again = await house.people.add({ ...CAROL, role: 'member' });
    expect(refusal(again).code).to.equal('conflict');
    const signedIn = await house.sessions.signIn(CAROL);
    expect(value(signedIn).person).to.deep.equal(added);
  });

  it('PE10 people are listed in order of id, from one of them on', async () => {
    const bob = await joins(house, BOB);
    const carol = await joins(house, CAROL);
    const all = await house.people.list(null, 10);
    expect(all.map((person) => person.name)).to.deep.equal(['Alice', 'Bob', 'Carol']);
    const rest = await house.people.list(bob.person.id, 10);
    expect(rest.map((person) => person.id)).to.deep.equal([carol.person.id]);
    expect(await house.people.list(null, 2)).to.have.length(2);
  });
});
