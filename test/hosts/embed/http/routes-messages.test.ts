import { expect } from 'chai';
import type {
  ClientMessageId,
  MessageId,
  RoomId,
  UserId,
} from '../../../../core/vocabulary/ids.js';
import { codeOf, firstRun, startHearth, type Started } from '../../running.js';

interface Page {
  readonly page: {
    readonly messages: readonly { readonly id: MessageId; readonly body: string }[];
  };
  readonly people: readonly { readonly name: string }[];
}

describe('GET /rooms/:room_id/messages', () => {
  let started: Started;
  let cookie: string;
  before(async () => {
    started = await startHearth();
    cookie = await firstRun(started);
    for (let n = 1; n <= 5; n += 1) {
      await started.hearth.messaging.post(
        { userId: 1 as UserId, sessionId: null },
        {
          name: 'post',
          roomId: 1 as RoomId,
          clientMessageId: `m${n}` as ClientMessageId,
          body: `message ${n}`,
        },
      );
    }
  });
  after(() => started.close());

  const page = async (query: string): Promise<readonly string[]> => {
    const { json } = await started.ask({ path: `/rooms/1/messages${query}`, headers: { cookie } });
    return (json as Page).page.messages.map(({ body }) => body);
  };

  it('HT9 gives the newest page, and pages beside and around a message', async () => {
    expect(await page('')).to.have.lengthOf(5);
    expect(await page('?before=3')).to.deep.equal(['message 1', 'message 2']);
    expect(await page('?after=4')).to.deep.equal(['message 5']);
    expect(await page('?around=3')).to.include('message 3');
  });

  it('HT9 names everybody who wrote something in it', async () => {
    const { json } = await started.ask({ path: '/rooms/1/messages', headers: { cookie } });
    expect((json as Page).people.map(({ name }) => name)).to.deep.equal(['Ana']);
  });

  it('HT9 gives no page that is older than what the reader has applied', async () => {
    const asked = { path: '/rooms/1/messages?at_least=900', headers: { cookie } };
    const answered = await started.ask(asked);
    expect(answered.status).to.equal(409);
    expect(codeOf(answered)).to.equal('stale_position');
  });

  it('HT9 refuses two cursors, and ids that are none', async () => {
    for (const query of ['?before=1&after=2', '?before=x', '?around=-1', '?at_least=1.5']) {
      const answered = await started.ask({
        path: `/rooms/1/messages${query}`,
        headers: { cookie },
      });
      expect(answered.status, query).to.equal(400);
      expect(codeOf(answered), query).to.equal('invalid_argument');
    }
  });

  it('HT9 an unknown room is not_found, whatever its id looks like', async () => {
    for (const id of ['999', '0', 'x', '-1', '1e3', '9'.repeat(30)]) {
      const answered = await started.ask({ path: `/rooms/${id}/messages`, headers: { cookie } });
      expect(answered.status, id).to.equal(404);
      expect(codeOf(answered), id).to.equal('not_found');
    }
    expect(await page('')).to.have.lengthOf(5);
  });

  it('HT9 nobody reads without a session', async () => {
    const answered = await started.ask({ path: '/rooms/1/messages' });
    expect(answered.status).to.equal(401);
    expect(answered.headers['www-authenticate']).to.match(/^Bearer/);
    expect(codeOf(answered)).to.equal('unauthenticated');
  });
});
