/** The most that a request may ask for as limits. */
export const OUTBOUND_ANSWER_BYTES_MAX: number = 8 * 1024 * 1024;
export const OUTBOUND_TOTAL_MS_MAX = 60_000;
export const OUTBOUND_REDIRECTS_MAX = 10;

/** What a request itself may be. */
export const OUTBOUND_BODY_BYTES_MAX: number = 1024 * 1024;
export const OUTBOUND_URL_CHARACTERS_MAX = 4_096;

/** Limits of one exchange, with everything that belongs to it. */
export interface OutboundLimits {
  /** Of the body of the answer; 0 to {@link OUTBOUND_ANSWER_BYTES_MAX}. */
  readonly answerBytesMax: number;
  /** From the call to the last byte, waiting included; 1 to {@link OUTBOUND_TOTAL_MS_MAX}. */
  readonly totalMs: number;
  /** 0 to {@link OUTBOUND_REDIRECTS_MAX}. */
  readonly redirectsMax: number;
}

export interface OutboundRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  /** Names in any case. Those of the connection itself are the adapter's and are refused. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a POST, {@link OUTBOUND_BODY_BYTES_MAX} at most; null for none. */
  readonly body: Uint8Array | null;
  readonly limits: OutboundLimits;
}

/**
 * Why a request is not made or a redirect not followed. Repeating it cannot help.
 *
 * - `url`: malformed or too long. `scheme`, `credentials`, `port`: what the URL names.
 * - `address`: the name has an address that the rule refuses, or the URL names one.
 * - `header`: malformed, or one of the connection itself.
 * - `downgrade`: a redirect from https to http. `redirects`: one more than may be.
 */
export const OUTBOUND_REFUSALS = [
  'url',
  'scheme',
  'credentials',
  'port',
  'address',
  'header',
  'downgrade',
  'redirects',
] as const;
export type OutboundRefusal = (typeof OUTBOUND_REFUSALS)[number];

/**
 * Why there is no answer. What was sent may have had its effect, except with the first four.
 *
 * - `busy`: no turn. `name_unknown`: no such name. `name_unresolved`: nobody could tell.
 * - `unreachable`: nobody took the connection. `tls`: no trustworthy one came about.
 * - `connection_lost`: it ended before the answer did. `protocol`: the answer is not HTTP.
 * - `too_large`, `timed_out`: past a limit. `aborted`: by the caller, or the process ends.
 */
export const OUTBOUND_FAILURES = [
  'busy',
  'name_unknown',
  'name_unresolved',
  'unreachable',
  'tls',
  'connection_lost',
  'protocol',
  'too_large',
  'timed_out',
  'aborted',
] as const;
export type OutboundFailure = (typeof OUTBOUND_FAILURES)[number];

/** An answer of any status. */
export interface OutboundAnswer {
  readonly kind: 'answered';
  readonly status: number;
  /** Names in lower case; several values of one are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent: nothing is unpacked. */
  readonly body: Uint8Array;
  /** The URL that gave the answer, after redirects, without fragment. */
  readonly url: string;
}

/** How an exchange ended. `hop` is 0 for the request itself, n for its nth redirect. */
export type OutboundResult =
  | OutboundAnswer
  | { readonly kind: 'refused'; readonly reason: OutboundRefusal; readonly hop: number }
  | { readonly kind: 'failed'; readonly reason: OutboundFailure; readonly hop: number };

export interface OutboundExchange {
  /** Settles within the time limit and never rejects. */
  readonly result: Promise<OutboundResult>;
  /** Ends it as `aborted`, with its connection; nothing once it has ended. */
  abort(): void;
}

/**
 * The one way out: HTTP requests to addresses that others name.
 *
 * An address rule decides where they may go, for the request and for each of its redirects. On a
 * redirect to another origin credentials stay behind. Bounded in number; more wait for their turn.
 */
export interface Outbound {
  begin(request: OutboundRequest): OutboundExchange;
}
