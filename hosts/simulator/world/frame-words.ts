import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { ClientFrame, PresenceFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream } from '../../../core/vocabulary/ids.js';

/** Events of one run that are named one by one. */
const NAMED_MAX = 50;
/** Characters of a text that are quoted. */
const QUOTED_MAX = 24;

type Frame = ClientFrame | ServerFrame;

/** What a frame is about, in a few words. */
export function frameTitle(frame: Frame): string {
  switch (frame.type) {
    case 'join':
      return `join ${frame.stream} after ${String(frame.position?.seq ?? 'nothing')}`;
    case 'run':
      return `run ${frame.stream} ${String(frame.from)}-${String(frame.to)}`;
    case 'reset':
    case 'live':
      return `${frame.type} ${frame.stream} at ${String(frame.seq)}`;
    case 'leave':
    case 'denied':
      return `${frame.type} ${frame.stream}`;
    case 'command':
      return `${frame.command.name} #${String(frame.id)}`;
    case 'answer':
      return `answer #${String(frame.id)} ${frame.outcome.ok ? 'ok' : frame.outcome.refusal.code}`;
    case 'typing':
    case 'typist':
      return `${frame.type} ${frame.act} ${roomStream(frame.roomId)} after ${String(frame.fence)}`;
    case 'here':
      return `here ${frame.state}`;
    case 'presence':
      return `presence ${frame.stream} ${presenceWords(frame)}`;
    case 'refused':
      return `refused ${frame.code}`;
    default:
      return frame.type;
  }
}

/** `changes 1 active, 2 left`. */
function presenceWords({ scope, present }: PresenceFrame): string {
  const people = present.slice(0, NAMED_MAX).map(([userId, state]) => `${String(userId)} ${state}`);
  return `${scope} ${people.join(', ')}`.trimEnd();
}

/**
 * Names of what a frame is about: `c1#7/3` is the command 3 of a connection, `room:1@14` an event,
 * and a client message id itself.
 */
export function frameAbout(connection: string, frame: Frame): readonly string[] {
  switch (frame.type) {
    case 'command':
      return [`${connection}/${String(frame.id)}`, ...commandAbout(frame.command)];
    case 'answer':
      return [`${connection}/${String(frame.id)}`, ...outcomeAbout(frame.outcome)];
    case 'join':
    case 'live':
    case 'reset':
      return [`${connection} ${frame.stream}`];
    case 'run':
      return frame.events
        .slice(0, NAMED_MAX)
        .map(({ seq }) => `${frame.stream}@${String(seq)}`)
        .concat(`${connection} ${frame.stream}`);
    default:
      return [];
  }
}

/** What a reader wants to know of a frame besides its title; empty for most. */
export function frameDetail(frame: Frame): string {
  if (frame.type === 'command') return 'body' in frame.command ? quoted(frame.command.body) : '';
  return frame.type === 'answer' ? outcomeAbout(frame.outcome).join(' ') : '';
}

/** A text in quotation marks, cut where it is long. */
export function quoted(text: string): string {
  return `“${text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text}”`;
}

function commandAbout(command: Command): readonly string[] {
  if (command.name === 'post') return [command.clientMessageId];
  if (!('target' in command)) return [];
  const { target } = command;
  return ['messageId' in target ? `message ${String(target.messageId)}` : target.clientMessageId];
}

function outcomeAbout(outcome: CommandOutcome): readonly string[] {
  if (!outcome.ok || !('seq' in outcome.value)) return [];
  const { roomId, seq } = outcome.value;
  return [`${roomStream(roomId)}@${String(seq)}`];
}
