import type Router from '@koa/router';
import type { Context } from 'koa';
import { newPersonBody, signInBody } from '../../../adapters/wire/http.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { Outcome } from '../../../core/vocabulary/errors.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { SESSION_TTL_MS } from '../../../core/sessions/start-session.js';
import type { Caller } from '../../../ports/auth.js';
import { answer, answerRefusal } from './answer.js';
import { parse, readBody } from './body.js';
import { identityOf } from './caller.js';
import type { HttpParts } from './parts.js';
import { clientAddress, isSecure } from './request-facts.js';
import {
  clearSessionCookie,
  cookieValue,
  SESSION_COOKIE,
  setSessionCookie,
} from './session-cookie.js';

/** Coming in and going out. */
export function addSessionRoutes(router: Router, parts: HttpParts): void {
  const { people, sessions, options, auth } = parts;
  const body = readBody(options.bodyBytesMax);

  router.get('/session', async (context) => {
    const caller = await auth.identify(identityOf(context.req));
    if (caller !== null) slideCookie(context, parts);
    answer(context, await sessionView(parts, caller));
  });

  router.post('/session', body, async (context) => {
    const { email_address: email, password } = parse(signInBody, context.request.body);
    await admit(
      context,
      parts,
      await sessions.signIn({ email, password, ...origin(context, parts) }),
    );
  });

  router.post('/first_run', body, async (context) => {
    const introduction = readIntroduction(context);
    await admit(
      context,
      parts,
      await people.firstRun({ ...introduction, ...origin(context, parts) }),
    );
  });

  router.post('/join/:code', body, async (context) => {
    const code = String(context.params['code']);
    const introduction = readIntroduction(context);
    const outcome = await people.join({ code, ...introduction, ...origin(context, parts) });
    await admit(context, parts, outcome);
  });

  router.delete('/session', async (context) => {
    const caller = await auth.identify(identityOf(context.req));
    const outcome = caller === null ? null : await sessions.signOut(caller);
    clearSessionCookie(context, isSecure(context.req, options));
    if (outcome?.ok === false) answerRefusal(context, outcome.refusal);
    else context.status = 204;
  });
}

function readIntroduction(context: Context) {
  const { user } = parse(newPersonBody, context.request.body);
  return { name: user.name, email: user.email_address, password: user.password };
}

/** Where a session comes from, as it is kept with it. */
function origin(context: Context, parts: HttpParts) {
  const address = clientAddress(context.req, parts.options.trustProxy);
  return { address, userAgent: context.req.headers['user-agent'] ?? null };
}

async function admit(
  context: Context,
  parts: HttpParts,
  outcome: Outcome<SignedIn>,
): Promise<void> {
  if (!outcome.ok) {
    answerRefusal(context, outcome.refusal);
    return;
  }
  const { token, expiresAt, caller } = outcome.value;
  setSessionCookie(context, { token, expiresAt, secure: isSecure(context.req, parts.options) });
  answer(context, await sessionView(parts, caller), 201);
}

/** The session's end has moved, so the browser must keep its cookie longer too. */
function slideCookie(context: Context, parts: HttpParts): void {
  const token = cookieValue(context.req.headers.cookie, SESSION_COOKIE);
  if (token === null || context.req.headers.authorization !== undefined) return;
  const expiresAt = parts.clock.now() + SESSION_TTL_MS;
  setSessionCookie(context, { token, expiresAt, secure: isSecure(context.req, parts.options) });
}

type SessionView =
  | { readonly status: 'first_run' }
  | { readonly status: 'signed_out'; readonly account: { readonly name: string } }
  | {
      readonly status: 'signed_in';
      readonly account: { readonly name: string };
      readonly person: Person;
      readonly joinPath: string;
    };

async function sessionView(parts: HttpParts, caller: Caller | null): Promise<SessionView> {
  const account = await parts.people.account();
  if (account.status === 'first_run') return { status: 'first_run' };
  const signedOut = { status: 'signed_out', account: { name: account.name } } as const;
  if (caller === null) return signedOut;
  const code = await parts.people.joinCode(caller);
  const [person] = await parts.store.read((snapshot) => snapshot.people([caller.userId]));
  if (!code.ok || person === undefined) return signedOut;
  const joinPath = `/join/${code.value}`;
  return { status: 'signed_in', account: signedOut.account, person, joinPath };
}
