import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { Percentiles } from '../load/latencies.js';
import { OwnServer } from '../load/own-server.js';
import { runLoad, type LoadPlan, type LoadReport } from '../load/run-load.js';
import { printJson, printLine } from '../output.js';
import { verb } from '../verb.js';

/** More real clients than one process can drive and still measure. */
const CLIENTS_MAX = 1_000;

interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly rate: number;
  readonly killAt?: number | 'never';
  readonly url?: string;
  readonly joinCode?: string;
  readonly json: boolean;
}

/** `hearth load`: real clients over real sockets, and what became of every message. */
export function loadCommand(io: Io, exit: (code: number) => void): Command {
  return verb('load', 'drive real clients and count what is lost, doubled or reordered', [
    'hearth load --clients 10 --seconds 60',
    'hearth load --clients 100 --seconds 30 --rate 200 --kill-at never',
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
      number('--rate <number>', 'messages a second, of all together', {
        byDefault: 20,
        max: 100_000,
      }),
    )
    .addOption(
      new Option(
        '--kill-at <seconds>',
        'kill the server with SIGKILL then and start it again, or "never" ' +
          '(default: half time of its own server)',
      ).argParser(readKillAt),
    )
    .option(
      '--url <url>',
      'a running server; its people and messages stay (default: a server of its own)',
    )
    .option('--join-code <code>', 'lets the clients join the running server')
    .addHelpText('after', '\nIt exits with 4 where anything is lost, doubled or reordered.')
    .action((options: LoadOptions) => load(io, exit, options));
}

async function load(io: Io, exit: (code: number) => void, options: LoadOptions): Promise<void> {
  const { clients, seconds, rate } = options;
  const tell = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  const common = { clients, seconds, rate, tell };
  const report =
    options.url === undefined
      ? await loadOwnServer(common, options.killAt ?? Math.round(seconds / 2))
      : await runLoad({ ...common, killAt: null, target: runningServer(options) });
  if (options.json) printJson(io, report);
  else printReport(io, report);
  const { lost, doubled, reordered } = report;
  exit(lost + doubled + reordered === 0 ? EXIT_DONE : EXIT_FOUND);
}

/** A server on a folder that is made for it and goes with it. */
async function loadOwnServer(
  common: Omit<LoadPlan, 'killAt' | 'target'>,
  killAt: number | 'never',
): Promise<LoadReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-load-'));
  const server = new OwnServer(folder);
  try {
    await server.start();
    return await runLoad({
      ...common,
      killAt: killAt === 'never' ? null : killAt,
      target: { kind: 'own', server },
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
  const { latencies, outageMs, serverBytes } = report;
  const lines: readonly (readonly [string, string])[] = [
    ['clients', String(report.clients)],
    ['posted', `${report.posted} in ${report.seconds} s`],
    ['stored', String(report.stored)],
    ['lost', String(report.lost)],
    ['doubled', String(report.doubled)],
    ['reordered', String(report.reordered)],
    ['skipped', `${report.skipped} left to be loaded after a snapshot`],
    ['unsent', `${report.unsent} given up, ${report.refused} not taken`],
    ['acknowledged', spread(latencies.acknowledged)],
    ['to everybody', spread(latencies.everybody)],
    ['across the kill', spread(latencies.acrossOutage)],
    ['outage', outageMs === null ? 'none' : `${outageMs} ms until every client was live again`],
    ['reconnects', String(report.reconnects)],
    [
      'server memory',
      serverBytes === null ? 'unknown' : `${Math.round(serverBytes / 1024 / 1024)} MiB`,
    ],
  ];
  for (const [name, value] of lines) printLine(io, `${name.padEnd(16)}${value}`);
}

function spread(percentiles: Percentiles | null): string {
  if (percentiles === null) return 'nothing measured';
  const { p50, p95, p99, max } = percentiles;
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, longest ${max} ms`;
}

function number(
  flags: string,
  help: string,
  { byDefault, max }: { readonly byDefault: number; readonly max: number },
): Option {
  return new Option(flags, help).default(byDefault).argParser((text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number from 1 to ${max}.`);
  });
}

function readKillAt(text: string): number | 'never' {
  if (text === 'never') return text;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('It is a number of seconds, or "never".');
}
