/**
 * How a connection ended, for the client's decision to come back: after a wait, not at all, or at
 * once, for nothing is wrong but that another tab leads now.
 */
export type CloseReason = 'retry' | 'terminal' | 'moved';

export interface ChannelEvents {
  opened(): void;
  frame(text: string): void;
  /** The connection is over, whoever ended it. Nothing more comes. */
  closed(reason: CloseReason): void;
}

/** The client's end of one connection. */
export interface Channel {
  /** Sends a text; dropped when the connection is not open. */
  send(text: string): void;
  close(): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Absolute path with its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** An answer of any status; `body` is its JSON, or null where there is none. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How a client reaches its server. */
export interface Transport {
  /** Starts a connection at once; `opened` or `closed` follows, never before this returns. */
  connect(events: ChannelEvents): Channel;
  /**
   * Makes one request.
   * @throws ChatError `unavailable` when no answer came: the outcome is unknown.
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
}
