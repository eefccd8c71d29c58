import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrometheusTelemetry } from '../../adapters/prometheus/telemetry.js';
import { createHearth, type Hearth } from '../../hosts/embed/create-hearth.js';
import type { HearthOptions, HttpOptions } from '../../hosts/embed/options.js';
import type { Push } from '../../ports/push.js';
import type { Store } from '../../ports/store.js';

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as form fields unless the headers say otherwise. */
  readonly body?: object | string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** A Hearth on a real server on a loopback port. */
export interface Started {
  readonly hearth: Hearth;
  readonly server: Server;
  readonly data: string;
  /** Host and port, as a browser puts them into `Host`. */
  readonly host: string;
  readonly lines: readonly string[];
  ask(asked: Asked): Promise<Answered>;
  close(): Promise<void>;
}

export const ANA = { name: 'Ana', email_address: 'ana@example.com', password: 'a long secret' };
export const BO = { name: 'Bo', email_address: 'bo@example.com', password: 'another secret' };

/** A folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'hearth-test-'));
}

export async function startHearth(
  options: {
    readonly http?: Partial<HttpOptions>;
    readonly store?: Store;
    readonly push?: Push;
  } = {},
): Promise<Started> {
  const data = await temporaryFolder();
  const lines: string[] = [];
  const telemetry = new PrometheusTelemetry({
    format: 'json',
    level: 'debug',
    write: (line) => lines.push(line),
  });
  const { http = {}, store, push } = options;
  const webFolder = join(data, 'no-page');
  const common = {
    telemetry,
    http: { webFolder, ...http },
    ...(push === undefined ? {} : { push }),
  };
  const full: HearthOptions = store === undefined ? { ...common, data } : { ...common, store };
  const hearth = await createHearth(full);
  const server = createServer(hearth.callback());
  hearth.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    hearth,
    server,
    data,
    host: `127.0.0.1:${port}`,
    lines,
    ask: (asked) => ask(port, asked),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await hearth.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** One request, with exactly the headers that are given. */
export async function ask(port: number, asked: Asked): Promise<Answered> {
  const { method = 'GET', path, headers = {}, body } = asked;
  const isJson = typeof body === 'object';
  const bytes = isJson ? JSON.stringify(body) : body;
  // Node says it by itself only for the methods that usually have a body.
  const length = bytes === undefined ? {} : { 'content-length': Buffer.byteLength(bytes) };
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...length, ...headers },
  });
  sent.end(bytes);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isJsonAnswer = response.headers['content-type']?.startsWith('application/json') === true;
  const json = isJsonAnswer ? (JSON.parse(text) as unknown) : null;
  return { status: response.statusCode ?? 0, headers: response.headers, text, json };
}

/** Sets the installation up and gives Ana's cookie. */
export async function firstRun(started: Started): Promise<string> {
  const answered = await started.ask({ method: 'POST', path: '/first_run', body: { user: ANA } });
  return cookieOf(answered);
}

/** The session cookie as a browser sends it back. */
export function cookieOf(answered: Answered): string {
  const [cookie = ''] = answered.headers['set-cookie'] ?? [];
  return cookie.split(';', 1)[0] ?? '';
}

/** Code of an error answer; null for any other. */
export function codeOf({ json }: Answered): string | null {
  const error = (json as { readonly error?: { readonly code: string } } | null)?.error;
  return error?.code ?? null;
}
