import { jsonSchema } from '../../../adapters/wire/documents.js';
import {
  errorAnswer,
  endpointBody,
  newPersonBody,
  pageAnswer,
  pushKeyAnswer,
  sessionAnswer,
  signInBody,
  subscriptionBody,
} from '../../../adapters/wire/http.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import { SESSION_COOKIE } from './session-cookie.js';
import { HTTP_STATUS } from './status.js';

/** What the document says of one route. */
interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly needsSession: boolean;
  readonly parameters: readonly object[];
  readonly body: object | null;
  /** The answer that is hoped for. */
  readonly answer: { readonly status: number; readonly content: object | null };
  readonly refusals: readonly ErrorCode[];
}

const JOIN_CODE = { name: 'code', in: 'path', required: true, schema: { type: 'string' } };
const ROOM_ID = {
  name: 'room_id',
  in: 'path',
  required: true,
  schema: { type: 'integer', minimum: 1 },
};

const UP = { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] };

const STORE_REFUSALS = ['busy', 'disk_full', 'unavailable'] as const;
const BODY_REFUSALS = [
  'invalid_argument',
  'forbidden',
  'limit_exceeded',
  ...STORE_REFUSALS,
] as const;

const SUBSCRIPTIONS = '/users/me/push_subscriptions';

const SIGNED_IN = { status: 201, content: json(reference('Session')) };

const ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/up',
    summary: 'Whether the server and its store answer.',
    needsSession: false,
    parameters: [],
    body: null,
    answer: { status: 200, content: json(UP) },
    refusals: ['busy', 'unavailable'],
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus, to this machine or to who has the token.',
    needsSession: false,
    parameters: [],
    body: null,
    answer: { status: 200, content: { 'text/plain': { schema: { type: 'string' } } } },
    refusals: ['forbidden', 'not_found'],
  },
  {
    method: 'get',
    path: '/session',
    summary: 'Who is asking, and whether the account exists. Keeps the session.',
    needsSession: false,
    parameters: [],
    body: null,
    answer: { status: 200, content: json(reference('Session')) },
    refusals: ['busy'],
  },
  {
    method: 'post',
    path: '/session',
    summary: 'Signs in and sets the session cookie.',
    needsSession: false,
    parameters: [],
    body: reference('SignIn'),
    answer: SIGNED_IN,
    refusals: ['unauthenticated', 'rate_limited', ...BODY_REFUSALS],
  },
  {
    method: 'delete',
    path: '/session',
    summary: 'Signs out. Without a session nothing happens.',
    needsSession: false,
    parameters: [],
    body: null,
    answer: { status: 204, content: null },
    refusals: ['forbidden', ...STORE_REFUSALS],
  },
  {
    method: 'post',
    path: '/first_run',
    summary: 'Makes the account and its administrator, once, and signs in.',
    needsSession: false,
    parameters: [],
    body: reference('NewPerson'),
    answer: SIGNED_IN,
    refusals: ['conflict', ...BODY_REFUSALS],
  },
  {
    method: 'post',
    path: '/join/{code}',
    summary: 'Makes a person with a join code, and signs in.',
    needsSession: false,
    parameters: [JOIN_CODE],
    body: reference('NewPerson'),
    answer: SIGNED_IN,
    refusals: ['not_found', 'conflict', 'rate_limited', ...BODY_REFUSALS],
  },
  {
    method: 'get',
    path: '/rooms/{room_id}/messages',
    summary: 'A page of messages: the newest, or those beside or around one of them.',
    needsSession: true,
    parameters: [
      ROOM_ID,
      cursor('before', 'Id of the message that the page ends before.'),
      cursor('after', 'Id of the message that the page begins after.'),
      cursor('around', 'Id of the message in the middle of the page.'),
      cursor('at_least', 'Sequence that the reader has applied: an older page is refused.'),
    ],
    body: null,
    answer: { status: 200, content: json(reference('Page')) },
    refusals: ['unauthenticated', 'not_found', 'invalid_argument', 'stale_position', 'busy'],
  },
  {
    method: 'get',
    path: SUBSCRIPTIONS,
    summary: 'The key that a browser subscribes with to be told while nobody looks at it.',
    needsSession: true,
    parameters: [],
    body: null,
    answer: { status: 200, content: json(reference('PushKey')) },
    refusals: ['unauthenticated', 'busy'],
  },
  {
    method: 'post',
    path: SUBSCRIPTIONS,
    summary: "Tells this browser from now on, until the session ends. It is nobody else's then.",
    needsSession: true,
    parameters: [],
    body: reference('PushSubscription'),
    answer: { status: 204, content: null },
    refusals: ['unauthenticated', ...BODY_REFUSALS],
  },
  {
    method: 'delete',
    path: SUBSCRIPTIONS,
    summary: 'Tells a browser nothing more. One that is not told succeeds.',
    needsSession: true,
    parameters: [],
    body: reference('PushEndpoint'),
    answer: { status: 204, content: null },
    refusals: ['unauthenticated', ...BODY_REFUSALS],
  },
];

/**
 * The OpenAPI 3.1 document of everything under HTTP that is not a page, made from the schemas that
 * check it.
 */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hearth over HTTP',
      version: '1',
      description:
        'Bodies are JSON, or form fields with the same nesting, as user[name]. Requests that ' +
        'change something must not come from another site: Origin is checked. Everything live ' +
        'is on the socket: see asyncapi.json.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: paths(),
    components: {
      schemas: {
        Session: jsonSchema(sessionAnswer),
        Page: jsonSchema(pageAnswer),
        Error: jsonSchema(errorAnswer),
        SignIn: jsonSchema(signInBody),
        NewPerson: jsonSchema(newPersonBody),
        PushKey: jsonSchema(pushKeyAnswer),
        PushSubscription: jsonSchema(subscriptionBody),
        PushEndpoint: jsonSchema(endpointBody),
      },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        bearer: { type: 'http', scheme: 'bearer', description: 'The same token as in the cookie.' },
      },
    },
  };
}

function paths(): object {
  const byPath = new Map<string, Record<string, object>>();
  for (const route of ROUTES) {
    byPath.set(route.path, { ...byPath.get(route.path), [route.method]: operation(route) });
  }
  return Object.fromEntries(byPath);
}

function operation(route: Route): object {
  const { summary, needsSession, parameters, body, answer, refusals } = route;
  const hoped = answer.content === null ? {} : { content: answer.content };
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: { required: true, content: both(body) } }),
    responses: {
      [answer.status]: { description: 'As hoped.', ...hoped },
      ...refusalsByStatus(refusals),
    },
    ...(needsSession ? { security: [{ cookie: [] }, { bearer: [] }] } : {}),
  };
}

/** Codes that share a status share its entry. */
function refusalsByStatus(codes: readonly ErrorCode[]): object {
  const statuses = [...new Set(codes.map((code) => HTTP_STATUS[code]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => HTTP_STATUS[code] === status);
      return [status, { description: here.join(', '), content: json(reference('Error')) }];
    }),
  );
}

function cursor(name: string, description: string): object {
  return { name, in: 'query', description, schema: { type: 'integer', minimum: 0 } };
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function both(schema: object): object {
  return { ...json(schema), 'application/x-www-form-urlencoded': { schema } };
}
