import { InvalidArgumentError, Option } from 'commander';
import { LOG_FORMATS, type LogFormat } from '../../adapters/prometheus/log-line.js';
import type { LogLevel } from '../../ports/telemetry.js';
import { HTTP_DEFAULTS } from '../embed/options.js';

/** What `hearth serve` can be told. Each has a flag, an environment variable and a default. */
export interface Settings {
  readonly port: number;
  /** Every address where absent. */
  readonly host?: string;
  readonly data: string;
  readonly origin: readonly string[];
  readonly trustProxy: 'yes' | 'no';
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly stopSeconds: number;
  readonly connectionsMax: number;
  readonly connectionsPerPersonMax: number;
  readonly connectionsPerAddressMax: number;
  readonly memoryMbMax: number;
  readonly loopDelayMsMax: number;
  readonly bodyBytesMax: number;
  readonly readers: number;
  readonly queuedUnitsMax: number;
  /** The first https origin where absent. */
  readonly pushSubject?: string;
  /** `/metrics` answers this machine alone where absent. */
  readonly metricsToken?: string;
  readonly web: string;
}

interface WholeNumber {
  readonly flags: string;
  readonly variable: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
}

export const MEBIBYTE: number = 1024 * 1024;

/** Folder of the database where none is named. */
export const DATA_DEFAULT = 'data';

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const PORT: WholeNumber = {
  flags: '--port <number>',
  variable: 'PORT',
  help: 'port to listen on; 0 takes a free one',
  min: 0,
  max: 65_535,
  byDefault: 3_000,
};

/** A stop waits for answers under way, which take seconds at most. */
const STOP_SECONDS: WholeNumber = {
  flags: '--stop-seconds <number>',
  variable: 'HEARTH_STOP_SECONDS',
  help: 'longest time that a stop may take',
  min: 1,
  max: 600,
  byDefault: 15,
};

/** Bounds of what the process may hold at once. */
const LIMITS: readonly WholeNumber[] = [
  {
    flags: '--connections-max <number>',
    variable: 'HEARTH_CONNECTIONS_MAX',
    help: 'sockets at once',
    min: 1,
    max: 1_000_000,
    byDefault: HTTP_DEFAULTS.connectionsMax,
  },
  {
    flags: '--connections-per-person-max <number>',
    variable: 'HEARTH_CONNECTIONS_PER_PERSON_MAX',
    help: 'sockets of one person',
    min: 1,
    max: 1_000_000,
    byDefault: HTTP_DEFAULTS.connectionsPerPersonMax,
  },
  {
    flags: '--connections-per-address-max <number>',
    variable: 'HEARTH_CONNECTIONS_PER_ADDRESS_MAX',
    help: 'sockets of one address, or IPv6 network (/64); see --trust-proxy',
    min: 1,
    max: 1_000_000,
    byDefault: HTTP_DEFAULTS.connectionsPerAddressMax,
  },
  {
    flags: '--memory-mb-max <number>',
    variable: 'HEARTH_MEMORY_MB_MAX',
    help: 'mebibytes of this process from which on it gives things up, typing first',
    min: 64,
    max: 1_048_576,
    byDefault: HTTP_DEFAULTS.memoryBytesMax / MEBIBYTE,
  },
  {
    flags: '--loop-delay-ms-max <number>',
    variable: 'HEARTH_LOOP_DELAY_MS_MAX',
    help: 'milliseconds that its event loop is late, from which on it does so too',
    min: 10,
    max: 60_000,
    byDefault: HTTP_DEFAULTS.loopDelayMsMax,
  },
  {
    flags: '--body-bytes-max <number>',
    variable: 'HEARTH_BODY_BYTES_MAX',
    help: 'bytes of a request',
    min: 1_024,
    max: 1_073_741_824,
    byDefault: HTTP_DEFAULTS.bodyBytesMax,
  },
  {
    flags: '--readers <number>',
    variable: 'HEARTH_READERS',
    help: 'reading connections to the database',
    min: 1,
    max: 64,
    byDefault: 4,
  },
  {
    flags: '--queued-units-max <number>',
    variable: 'HEARTH_QUEUED_UNITS_MAX',
    help: 'writes that may wait',
    min: 1,
    max: 1_000_000,
    byDefault: 1_000,
  },
];

/** The data folder: the one setting that every verb has. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'folder of the database')
    .env('HEARTH_DATA')
    .default(DATA_DEFAULT);
}

/** Every setting as an option, in the order of the help. */
export function settingOptions(): readonly Option[] {
  return [
    wholeNumber(PORT),
    new Option(
      '--host <address>',
      'address to listen on; 127.0.0.1 keeps it to this machine (default: every address)',
    ).env('HEARTH_HOST'),
    dataOption(),
    ...browserOptions(),
    new Option('--log-level <level>', 'least important line that is written')
      .env('HEARTH_LOG_LEVEL')
      .choices(LOG_LEVELS)
      .default('info'),
    new Option('--log-format <format>', 'how lines look')
      .env('HEARTH_LOG_FORMAT')
      .choices(LOG_FORMATS)
      .default('human'),
    wholeNumber(STOP_SECONDS),
    ...LIMITS.map(wholeNumber),
    new Option(
      '--metrics-token <token>',
      'bearer token that opens /metrics from afar (default: none; it answers this machine alone)',
    ).env('HEARTH_METRICS_TOKEN'),
    new Option(
      '--push-subject <url>',
      'how push services reach you: mailto: or https: (default: the first https origin)',
    )
      .env('HEARTH_PUSH_SUBJECT')
      .argParser(readSubject),
    new Option('--web <folder>', 'folder of the built page')
      .env('HEARTH_WEB')
      .default(HTTP_DEFAULTS.webFolder, 'the one of the package'),
  ];
}

function browserOptions(): readonly Option[] {
  return [
    new Option(
      '--origin <urls>',
      'where browsers come from, as https://chat.example.com; commas between',
    )
      .env('HEARTH_ORIGIN')
      .default([], 'the host that a request names')
      .argParser(readOrigins),
    new Option(
      '--trust-proxy [answer]',
      'whether the nearest proxy is yours: X-Forwarded-For counts',
    )
      .env('HEARTH_TRUST_PROXY')
      .choices(['yes', 'no'])
      .preset('yes')
      .default('no'),
  ];
}

function wholeNumber({ flags, variable, help, min, max, byDefault }: WholeNumber): Option {
  return new Option(flags, help)
    .env(variable)
    .default(byDefault)
    .argParser((text) => readWholeNumber(text, { min, max }));
}

function readWholeNumber(
  text: string,
  range: { readonly min: number; readonly max: number },
): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw new InvalidArgumentError(`It is a whole number from ${range.min} to ${range.max}.`);
}

function readSubject(text: string): string {
  if (/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(text)) return text;
  throw new InvalidArgumentError('It is like mailto:you@example.com or https://example.com.');
}

function readOrigins(text: string): readonly string[] {
  return text.split(',').map((part) => {
    const url = URL.canParse(part.trim()) ? new URL(part.trim()) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/') {
      throw new InvalidArgumentError('It is like https://chat.example.com, without a path.');
    }
    return url.origin;
  });
}
