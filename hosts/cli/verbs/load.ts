import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { Percentiles } from '../load/latencies.js';
import { OwnServer } from '../load/own-server.js';
import type { StoppedReport } from '../load/stopped-readers.js';
import { enrol } from '../load/enrol.js';
import { namesOf, runLoad, type LoadPlan, type LoadReport } from '../load/run-load.js';
import type { ServerUse } from '../load/server-watch.js';
import { printJson, printLine } from '../output.js';
import { verb } from '../verb.js';

/** More real clients than one process can drive and still measure. */
const CLIENTS_MAX = 1_000;

interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly rate?: number;
  readonly bytes: number;
  readonly stopped: number;
  readonly killAt?: number | 'never';
  readonly url?: string;
  readonly joinCode?: string;
  readonly json: boolean;
}

/** Messages a second, where few enough are there that each of them gets every one. */
const RATE = 20;

/** Messages a second that all clients of one process take in: each of them checks each one. */
const TAKEN_IN_PER_SECOND = 4_000;

/** Above this share of a core a process measures itself. */
const BUSY_SHARE = 0.85;

function rateFor(clients: number): number {
  return Math.max(1, Math.min(RATE, Math.floor(TAKEN_IN_PER_SECOND / clients)));
}

/** `hearth load`: real clients over real sockets, and what became of every message. */
export function loadCommand(io: Io, exit: (code: number) => void): Command {
  return verb('load', 'drive real clients and count what is lost, doubled or reordered', [
    'hearth load --clients 10 --seconds 60',
    'hearth load --clients 100 --seconds 30 --rate 200 --kill-at never',
    'hearth load --clients 100 --seconds 60 --stopped 1 --bytes 8000',
    'hearth load --url http://127.0.0.1:3000 --join-code abcd-efgh-ijkl --json',
  ])
    .addOption(
      number('--clients <number>', 'clients, each with a socket', {
        byDefault: 10,
        max: CLIENTS_MAX,
      }),
    )
    .addOption(number('--seconds <number>', 'how long they write', { byDefault: 60, max: 86_400 }))
    .addOption(
      number(
        '--rate <number>',
        'messages a second, of all together (default: 20, fewer for more than 200 clients)',
        { max: 100_000 },
      ),
    )
    .addOption(number('--bytes <number>', 'length of a message', { byDefault: 80, max: 32_000 }))
    .addOption(
      number('--stopped <number>', 'clients that stop reading for half of the time', {
        byDefault: 0,
        min: 0,
        max: CLIENTS_MAX - 1,
      }),
    )
    .addOption(
      new Option(
        '--kill-at <seconds>',
        'kill the server with SIGKILL then and start it again, or "never" ' +
          '(default: half time of its own server, where nobody stops reading)',
      ).argParser(readKillAt),
    )
    .option(
      '--url <url>',
      'a running server; its people and messages stay (default: a server of its own)',
    )
    .option('--join-code <code>', 'lets the clients join the running server')
    .addHelpText(
      'after',
      '\nIt exits with 4 where anything is lost, doubled or reordered, or where what is stored of' +
        '\nreading is not what the log says.',
    )
    .action((options: LoadOptions) => load(io, exit, options));
}

async function load(io: Io, exit: (code: number) => void, options: LoadOptions): Promise<void> {
  const { clients, seconds, bytes: bodyBytes, stopped } = options;
  const { rate = rateFor(clients) } = options;
  if (stopped >= clients) {
    throw new ChatError('invalid_argument', 'Somebody has to go on: --stopped is below --clients.');
  }
  const tell = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  const common = { clients, seconds, rate, bodyBytes, stopped, tell };
  const killAt = stopped > 0 ? 'never' : Math.round(seconds / 2);
  const report =
    options.url === undefined
      ? await loadOwnServer(common, options.killAt ?? killAt)
      : await runLoad({ ...common, killAt: null, target: runningServer(options) });
  if (options.json) printJson(io, report);
  else printReport(io, report);
  const { lost, doubled, reordered, server } = report;
  const wrong = lost + doubled + reordered + (server.unreadDrifts ?? 0);
  exit(wrong === 0 ? EXIT_DONE : EXIT_FOUND);
}

/** A server on a folder that is made for it and goes with it. */
async function loadOwnServer(
  common: Omit<LoadPlan, 'killAt' | 'target'>,
  killAt: number | 'never',
): Promise<LoadReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-load-'));
  const server = new OwnServer(folder, common.clients);
  try {
    const tokens = await enrol(folder, namesOf(common.clients));
    await server.start();
    return await runLoad({
      ...common,
      killAt: killAt === 'never' ? null : killAt,
      target: { kind: 'own', server, tokens },
    });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function runningServer({ url, joinCode, killAt }: LoadOptions) {
  if (url === undefined || !URL.canParse(url))
    throw new ChatError('invalid_argument', 'The --url is not a URL.');
  if (joinCode === undefined)
    throw new ChatError('invalid_argument', 'Give the --join-code of the server.');
  if (killAt !== undefined && killAt !== 'never') {
    throw new ChatError(
      'invalid_argument',
      'Only a server of its own can be killed: leave out --kill-at.',
    );
  }
  return { kind: 'running', url: new URL(url).origin, joinCode } as const;
}

function printReport(io: Io, report: LoadReport): void {
  const { latencies, outageMs } = report;
  const lines: readonly (readonly [string, string])[] = [
    [
      'clients',
      `${report.clients}, live after ${report.liveMs} ms: ${report.connectionsPerSecond} a second`,
    ],
    ['posted', `${report.posted} in ${report.seconds} s`],
    ['stored', String(report.stored)],
    ['lost', String(report.lost)],
    ['doubled', String(report.doubled)],
    ['reordered', String(report.reordered)],
    ['unread drift', driftText(report.server)],
    ['skipped', `${report.skipped} left to be loaded after a snapshot`],
    ['unsent', `${report.unsent} given up, ${report.refused} not taken`],
    ['acknowledged', spread(latencies.acknowledged)],
    ['to everybody', spread(latencies.everybody)],
    ['across the kill', spread(latencies.acrossOutage)],
    ['outage', outageMs === null ? 'none' : `${outageMs} ms until every client was live again`],
    ['reconnects', String(report.reconnects)],
    ['server memory', memoryText(report.server)],
    ['busy', busyText(report)],
    ...(report.stopped === null ? [] : stoppedLines(report.stopped)),
  ];
  for (const [name, value] of lines) printLine(io, `${name.padEnd(16)}${value}`);
}

function stoppedLines(stopped: StoppedReport): readonly (readonly [string, string])[] {
  const { p99Ratio, memoryGrowthBytes, outgoingBytesMost, behind, caughtUpMs } = stopped;
  const known = (bytes: number | null): string => (bytes === null ? 'unknown' : mebibytes(bytes));
  return [
    ['stopped', `${stopped.clients} read nothing for half of the time`],
    ['  others then', spread(stopped.everybodyWhileStopped)],
    ['  otherwise', spread(stopped.everybodyOtherwise)],
    ['  p99 ratio', p99Ratio === null ? 'unknown' : String(p99Ratio)],
    [
      '  memory',
      `grew by ${known(memoryGrowthBytes)}, ${known(outgoingBytesMost)} held for readers`,
    ],
    ['  behind', `${behind} messages when they went on`],
    ['  caught up', caughtUpMs === null ? 'never' : `after ${caughtUpMs} ms`],
  ];
}

/** Of one core each, on how many cores, and whether that leaves room. */
function busyText({ server, clientsCpuShare }: LoadReport): string {
  const shares = [server.cpuShare ?? 0, clientsCpuShare];
  const [ofServer, ofClients] = shares.map((share) => `${Math.round(share * 100)} %`);
  const [serverShare = 0, clientsShare = 0] = shares;
  const most = clientsShare > serverShare ? 'the clients' : 'the server';
  const limit = Math.max(serverShare, clientsShare) > BUSY_SHARE ? `: ${most} are the limit` : '';
  return `server ${ofServer ?? ''}, all clients ${ofClients ?? ''} of a core${limit}`;
}

/** Of a server that tells, with what was compared: nothing found in nothing says nothing. */
function driftText({ unreadDrifts, auditedRows }: ServerUse): string {
  if (unreadDrifts === null || auditedRows === null) return 'unknown: /metrics does not tell';
  return `${unreadDrifts} in ${auditedRows} rows that its server compared`;
}

function memoryText({ restBytes, liveBytes, mostBytes, bytesPerConnection }: ServerUse): string {
  const known = (bytes: number | null): string => (bytes === null ? 'unknown' : mebibytes(bytes));
  const each =
    bytesPerConnection === null ? 'unknown' : `${(bytesPerConnection / 1024).toFixed(1)} KiB`;
  const rest = `${known(restBytes)} at rest, ${known(liveBytes)} once all are live`;
  return `${rest} (${each} a connection), ${known(mostBytes)} at most`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function spread(percentiles: Percentiles | null): string {
  if (percentiles === null) return 'nothing measured';
  const { p50, p95, p99, max } = percentiles;
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, longest ${max} ms`;
}

function number(
  flags: string,
  help: string,
  range: { readonly byDefault?: number; readonly min?: number; readonly max: number },
): Option {
  const { byDefault, min = 1, max } = range;
  const option = new Option(flags, help);
  if (byDefault !== undefined) option.default(byDefault);
  return option.argParser((text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  });
}

function readKillAt(text: string): number | 'never' {
  if (text === 'never') return text;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('It is a number of seconds, or "never".');
}
