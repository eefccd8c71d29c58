import { assertNever } from '../../../core/vocabulary/assert.js';
import { readEvent, type EventContent, type KnownEvent } from '../../../core/vocabulary/events.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import type { FollowedEvent } from './follow-room.js';

/** Everything that steers a terminal: a message must not. Line ends and tabs stay. */
const CONTROL = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A message of before the following began, for people. */
export function messageLine(message: LiveMessage, author: string | null): string {
  return `${timeOf(message.at)} ${nameOf(author)}: ${textOf(message.body)}`;
}

/** An event for people; null for kinds that they need not see. */
export function eventLine({ event, actor }: FollowedEvent): string | null {
  const known = readEvent(event);
  const said = known === null ? null : sentence(known, nameOf(actor));
  return said === null ? null : `${timeOf(event.at)} ${said}`;
}

/** An event for programs. */
export function eventJson({ event, actor }: FollowedEvent): object {
  const { seq, at, kind, content } = event;
  const data = JSON.parse(event.data) as unknown;
  const body = content === undefined ? {} : { body: 'body' in content ? content.body : null };
  return { seq, at, kind, actor: event.actor, actorName: actor, data, ...body };
}

function sentence(event: KnownEvent, name: string): string | null {
  switch (event.kind) {
    case 'message.posted':
      return `${name}: ${bodyOf(event.content)}`;
    case 'message.edited':
      return `${name} edited message ${event.data.messageId}: ${bodyOf(event.content)}`;
    case 'message.deleted':
      return `${name} deleted message ${event.data.messageId}`;
    case 'room.created':
      return `${name} opened the room ${textOf(event.data.name)}`;
    case 'room.renamed':
      return `${name} renamed the room to ${textOf(event.data.name)}`;
    case 'account.created':
    case 'person.joined':
    case 'room.opened':
    case 'room.relisted':
    case 'room.read':
    case 'room.markedUnread':
    case 'room.involved':
    case 'person.mentioned':
    case 'mention.withdrawn':
      return null;
    default:
      return assertNever(event);
  }
}

function bodyOf(content: EventContent | undefined): string {
  return content !== undefined && 'body' in content ? textOf(content.body) : '(changed since)';
}

function nameOf(name: string | null): string {
  return name === null ? 'Hearth' : textOf(name);
}

/** Further lines of a text stand below its first one. */
function textOf(text: string): string {
  return text.replace(CONTROL, '').replaceAll('\n', '\n    ');
}

function timeOf(at: Instant): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
