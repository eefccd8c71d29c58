import assert from 'node:assert/strict';
import { isChatError } from '../../core/vocabulary/errors.js';
import type { SessionId, UserId } from '../../core/vocabulary/ids.js';
import type { Auth, Caller } from '../../ports/auth.js';
import type { ContractHarness } from './harness.js';

/** The header by which an adapter under test must know {@link AUTH_CALLER}. */
export const AUTH_HEADERS: Readonly<Record<string, string>> = { 'x-contract': 'somebody' };
export const AUTH_CALLER: Caller = { userId: 3 as UserId, sessionId: 4 as SessionId };

export interface AuthUnderTest {
  readonly auth: Auth;
  /** More checks at once than may run and wait. */
  readonly tooMany: number;
  /** Lets pass the time that the work takes. */
  readonly finish: <Value>(work: Promise<Value>) => Promise<Value>;
}

/** What every Auth has to do. */
export function describeAuthContract(
  { describe, it }: ContractHarness,
  setup: () => AuthUnderTest | Promise<AuthUnderTest>,
): void {
  describe('Auth', () => {
    it('SY10 a hash that it made is right for its password and wrong for others', async () => {
      const { auth, finish } = await setup();
      for (const password of ['hearth and home', 'ünïcödé 👪', 'x'.repeat(72)]) {
        const hash = await finish(auth.hash(password));
        assert.equal(await finish(auth.verify(password, hash)), 'right');
        for (const other of [`${password} `, password.toUpperCase(), '']) {
          assert.equal(await finish(auth.verify(other, hash)), 'wrong');
        }
      }
    });

    it('SY10 a hash does not show the password', async () => {
      const { auth, finish } = await setup();
      const hash = await finish(auth.hash('hearth and home'));
      assert.ok(!hash.includes('hearth and home'));
    });

    it('SY11 no hash, and a hash that nobody made, is wrong', async () => {
      const { auth, finish } = await setup();
      for (const hash of [null, '', 'nonsense', '$argon2id$nonsense', '$2a$nonsense']) {
        assert.equal(await finish(auth.verify('anything', hash)), 'wrong');
      }
    });

    it('SY12 when too many wait, the next are busy, and those that were taken are answered', async () => {
      const { auth, finish, tooMany } = await setup();
      const hash = await finish(auth.hash('hearth and home'));
      const checks = Array.from({ length: tooMany }, () => auth.verify('hearth and home', hash));
      const results = await finish(Promise.allSettled(checks));
      const answers = results.flatMap((result) =>
        result.status === 'fulfilled' ? [result.value] : [],
      );
      const errors = results.flatMap((result): unknown[] =>
        result.status === 'rejected' ? [result.reason] : [],
      );
      assert.ok(answers.length > 0 && errors.length > 0);
      for (const answer of answers) assert.equal(answer, 'right');
      for (const error of errors) {
        assert.ok(isChatError(error) && error.code === 'busy' && error.retryAfterMs !== undefined);
      }
      assert.equal(await finish(auth.verify('hearth and home', hash)), 'right');
    });

    it('SY13 knows who is behind a request, or that it is nobody', async () => {
      const { auth, finish } = await setup();
      assert.deepEqual(await finish(auth.identify({ headers: AUTH_HEADERS })), AUTH_CALLER);
      assert.equal(await finish(auth.identify({ headers: {} })), null);
    });
  });
}
