import { ERRORS } from '../../../core/vocabulary/errors.js';
import type {
  HeadsFrame,
  JoinFrame,
  RunFrame,
  ServerFrame,
} from '../../../core/vocabulary/frames.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import type { Followed, Way } from './way.js';

/** A stream is asked for: afresh, or once more. */
export function joined(way: Way, { stream, position }: JoinFrame, now: number): void {
  const before = way.streams.get(stream);
  const isAfresh = before === undefined || before.stage === 'postponed';
  way.streams.set(stream, {
    stage: 'joining',
    joins: isAfresh || before.stage === 'denied' ? 1 : before.joins + 1,
    heardMs: now,
    perhapsHeardMs: now,
    code: null,
    mayRepair: false,
    behindMs: null,
    lackedMs: null,
  });
  if (position === null) way.reached.delete(stream);
  else way.reached.set(stream, position.seq);
}

/** A page was read at a place of a stream, or a message was given one. */
export function toldOfPlace({ told }: Way, stream: StreamName, seq: number): void {
  told.set(stream, Math.max(told.get(stream) ?? 0, seq));
}

/** A page is told how far rooms are: never that one is less far than before. */
export function toldOfRooms({ heads }: Way, frame: HeadsFrame): void {
  for (const [roomId, seq] of frame.heads) heads.set(roomId, Math.max(heads.get(roomId) ?? 0, seq));
}

/** A page leaves a stream: a pong that is on its way names what it has told of who is there. */
export function left(way: Way, stream: StreamName): void {
  way.streams.delete(stream);
  way.presence.delete(stream);
}

/** Takes in what came of a stream. */
export function cameOfStream(way: Way, frame: ServerFrame, now: number): void {
  if (frame.type === 'pong') {
    for (const [stream, head] of frame.heads) toldOfHead(way, stream, { head, now });
    return;
  }
  // A signal says nothing of how far the stream is.
  if (!('stream' in frame) || frame.type === 'presence') return;
  const followed = way.streams.get(frame.stream);
  if (followed === undefined || followed.stage === 'denied') return;
  followed.mayRepair = false;
  switch (frame.type) {
    case 'run':
      cameRun(way, followed, { frame, now });
      return;
    case 'reset':
      followed.heardMs = now;
      followed.behindMs = null;
      followed.lackedMs = null;
      beginsAnew(way, frame.stream);
      followed.mayRepair = frame.seq < (way.reached.get(frame.stream) ?? 0);
      // A page that has overtaken it still says that there is more.
      if ((way.told.get(frame.stream) ?? 0) <= frame.seq) way.told.delete(frame.stream);
      way.reached.set(frame.stream, frame.seq);
      return;
    case 'live': {
      const lacks = (way.told.get(frame.stream) ?? 0) > frame.seq;
      // What was asked for again, and did not come, is of another history.
      followed.mayRepair =
        way.reached.get(frame.stream) !== frame.seq || (lacks && followed.joins > 1);
      followed.stage = 'live';
      followed.behindMs = null;
      followed.lackedMs = lacks ? now : null;
      return;
    }
    case 'denied':
      followed.stage = ERRORS[frame.code].retryable ? 'postponed' : 'denied';
      followed.code = frame.code;
      followed.heardMs = now;
      if (followed.stage !== 'denied') return;
      way.reached.delete(frame.stream);
      beginsAnew(way, frame.stream);
  }
}

function beginsAnew(way: Way, stream: StreamName): void {
  way.resets.set(stream, (way.resets.get(stream) ?? 0) + 1);
}

function cameRun(
  way: Way,
  followed: Followed,
  { frame, now }: { readonly frame: RunFrame; readonly now: number },
): void {
  const { stream, from, to } = frame;
  const reached = way.reached.get(stream);
  if (reached === undefined) {
    followed.perhapsHeardMs = now;
    return;
  }
  if (from > reached + 1) followed.mayRepair = true;
  else if (to >= reached) {
    way.reached.set(stream, to);
    followed.heardMs = now;
    followed.behindMs = null;
    followed.lackedMs = null;
  }
}

function toldOfHead(
  way: Way,
  stream: StreamName,
  { head, now }: { readonly head: number; readonly now: number },
): void {
  const followed = way.streams.get(stream);
  if (followed?.stage !== 'live') return;
  const reached = way.reached.get(stream) ?? 0;
  followed.behindMs = reached < head ? (followed.behindMs ?? now) : null;
  const lacks = reached < Math.max(head, way.told.get(stream) ?? 0);
  followed.lackedMs = lacks ? (followed.lackedMs ?? now) : null;
}
