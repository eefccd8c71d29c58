import { expect } from 'chai';
import { Engine } from '../../core/engine.js';
import type { Messaging } from '../../core/messaging/messaging.js';
import type { Rooms } from '../../core/rooms/rooms.js';
import type { Terms } from '../../core/sessions/terms.js';
import type { Command, CommandName } from '../../core/vocabulary/commands.js';
import type { ProfileId } from '../../core/vocabulary/fence.js';
import { ChatError, ERRORS, type ErrorCode } from '../../core/vocabulary/errors.js';
import { newClientMessageId, newKey, openHousehold, refusal, value } from './world.js';
import type { Reading } from '../../core/reading/reading.js';

const CALLER = { userId: 1 as never, sessionId: null };
const CREATE: Command = { name: 'createRoom', key: newKey(), roomName: 'x' };

/** An engine whose every verb fails with an error. */
function failing(error: Error): Engine {
  const fail = () => Promise.reject(error);
  const verbs = { post: fail, edit: fail, delete: fail, create: fail, rename: fail };
  return new Engine({
    messaging: verbs as unknown as Messaging,
    rooms: verbs as unknown as Rooms,
    terms: verbs as unknown as Terms,
    reading: verbs as unknown as Reading,
  });
}

describe('Engine', () => {
  it('MS24 every command reaches its verb', async () => {
    const house = await openHousehold();
    const roomId = house.allTalk;
    const posting = {
      name: 'post',
      roomId,
      clientMessageId: newClientMessageId(),
      body: 'x',
    } as const;
    const { messageId } = value(await house.messaging.post(house.alice.caller, posting));
    const target = { messageId };
    const commands: { readonly [Name in CommandName]: Extract<Command, { name: Name }> } = {
      post: posting,
      edit: { name: 'edit', key: newKey(), target, revision: 1, body: 'y' },
      delete: { name: 'delete', key: newKey(), target },
      createRoom: { name: 'createRoom', key: newKey(), roomName: 'New' },
      renameRoom: { name: 'renameRoom', key: newKey(), roomId, roomName: 'Renamed' },
      read: { name: 'read', roomId, read: { generation: 1, seq: 1 } },
      markUnread: { name: 'markUnread', key: newKey(), roomId, from: 2 },
      involve: { name: 'involve', key: newKey(), roomId, involvement: 'nothing' },
      lead: { name: 'lead', profile: 'browser1' as ProfileId },
    };
    for (const command of Object.values(commands)) {
      const outcome = await house.engine.execute(house.alice.caller, command);
      expect(outcome.ok, command.name).to.equal(true);
    }
    await house.close();
  });

  it('MS25 an operational failure is a refusal with its code and wait', async () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const error = new ChatError(code, 'it did not work', { retryAfterMs: 40 });
      const outcome = await failing(error).execute(CALLER, CREATE);
      expect(refusal(outcome)).to.deep.equal({
        code,
        message: 'it did not work',
        retryAfterMs: 40,
      });
    }
    const plain = await failing(new ChatError('busy', 'full')).execute(CALLER, CREATE);
    expect(refusal(plain)).to.deep.equal({ code: 'busy', message: 'full' });
  });

  it('MS26 a programmer error is not hidden', async () => {
    const error = new Error('assertion failed');
    const caught = await failing(error)
      .execute(CALLER, CREATE)
      .catch((thrown: unknown) => thrown);
    expect(caught).to.equal(error);
  });
});
