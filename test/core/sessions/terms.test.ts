import { expect } from 'chai';
import type { Command } from '../../../core/vocabulary/commands.js';
import type { Fence, ProfileId, Term } from '../../../core/vocabulary/fence.js';
import type { Caller } from '../../../ports/auth.js';
import {
  ALICE,
  eventsOf,
  newClientMessageId,
  newKey,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

const BROWSER = 'browser1' as ProfileId;

describe('Terms', () => {
  let house: Household;
  let alice: Caller;

  beforeEach(async () => {
    house = await openHousehold();
    alice = house.alice.caller;
  });

  afterEach(() => house.close());

  async function lead(caller = alice, profile = BROWSER): Promise<Term> {
    const outcome = await house.engine.execute(caller, { name: 'lead', profile });
    return (value(outcome) as { readonly term: Term }).term;
  }

  function fenced(term: Term, profile = BROWSER): Caller {
    const fence: Fence = { profile, term };
    return { ...alice, fence };
  }

  async function everyCommand(): Promise<readonly Command[]> {
    const roomId = house.allTalk;
    const clientMessageId = newClientMessageId();
    const posting: Command = { name: 'post', roomId, clientMessageId, body: 'x' };
    value(await house.engine.execute(alice, posting));
    const target = { authorId: alice.userId, clientMessageId };
    return [
      posting,
      { ...posting, clientMessageId: newClientMessageId() },
      { name: 'edit', key: newKey(), target, revision: 1, body: 'y' },
      { name: 'delete', key: newKey(), target },
      { name: 'createRoom', key: newKey(), roomName: 'New' },
      { name: 'renameRoom', key: newKey(), roomId, roomName: 'Renamed' },
      { name: 'lead', profile: BROWSER },
    ];
  }

  it('TE1 to lead gives a term that is higher than all of the session before', async () => {
    expect(await lead()).to.equal(1);
    expect(await lead()).to.equal(2);
    expect(await lead(alice, 'browser2' as ProfileId)).to.equal(3);
    const other = value(await house.sessions.signIn(ALICE)).caller;
    expect(await lead(other)).to.equal(1);
  });

  it('TE1 leaders that come at once get terms of their own', async () => {
    const terms = await Promise.all(Array.from({ length: 20 }, () => lead()));
    expect(new Set(terms).size).to.equal(20);
  });

  it('TE2 every command of a leader that was replaced is a stale lease and changes nothing', async () => {
    const stale = fenced(await lead());
    const commands = await everyCommand();
    await lead();
    const before = await eventsOf(house, `room:${house.allTalk}`);
    const account = await eventsOf(house, 'account');
    for (const command of commands) {
      const outcome = await house.engine.execute(stale, command);
      expect(refusal(outcome).code, command.name).to.equal('stale_lease');
    }
    expect(await eventsOf(house, `room:${house.allTalk}`)).to.deep.equal(before);
    expect(await eventsOf(house, 'account')).to.deep.equal(account);
    expect(await lead(), 'no term was given to the stale leader').to.equal(3);
  });

  it('TE2 every command of the leader is executed', async () => {
    for (const command of await everyCommand()) {
      const outcome = await house.engine.execute(fenced(await lead()), command);
      expect(outcome.ok, command.name).to.equal(true);
    }
  });

  it('TE2 a term that was never given, or given to another browser, is a stale lease', async () => {
    const term = await lead();
    const [command] = await everyCommand();
    for (const caller of [fenced(term + 1), fenced(term, 'browser2' as ProfileId)]) {
      const outcome = await house.engine.execute(caller, command as Command);
      expect(refusal(outcome).code).to.equal('stale_lease');
    }
  });

  it('TE3 without a fence nothing is compared', async () => {
    await lead();
    await lead();
    for (const command of await everyCommand()) {
      expect((await house.engine.execute(alice, command)).ok, command.name).to.equal(true);
    }
  });

  it('TE4 whoever has no session is told so and not that another tab leads', async () => {
    const stale = fenced(await lead());
    await lead();
    value(await house.sessions.signOut(alice));
    const outcome = await house.engine.execute(stale, { name: 'lead', profile: BROWSER });
    expect(refusal(outcome).code).to.equal('unauthenticated');
  });

  it('TE5 a profile of another shape is refused', async () => {
    for (const profile of ['', 'A', 'a-b', 'a'.repeat(65)]) {
      const command = { name: 'lead', profile: profile as ProfileId } as const;
      const outcome = await house.engine.execute(alice, command);
      expect(refusal(outcome).code, profile).to.equal('invalid_argument');
    }
  });

  it('TE6 where sessions are not Hearth’s own, terms are those of the person', async () => {
    const foreign: Caller = { userId: alice.userId, sessionId: null };
    expect(await lead(foreign)).to.equal(1);
    expect(await lead(foreign)).to.equal(2);
    expect(await lead()).to.equal(1);
    const [command] = await everyCommand();
    const stale = { ...foreign, fence: { profile: BROWSER, term: 1 } };
    expect(refusal(await house.engine.execute(stale, command as Command)).code).to.equal(
      'stale_lease',
    );
  });
});
