import { expect } from 'chai';
import type { clientFrame } from '../../../adapters/wire/client-frames.js';
import type { command, commandOutcome } from '../../../adapters/wire/commands.js';
import type { EVENT_DATA, runEvent } from '../../../adapters/wire/events.js';
import type { pageAnswer } from '../../../adapters/wire/http.js';
import type { serverFrame } from '../../../adapters/wire/server-frames.js';
import type {
  message,
  person,
  position,
  refusal,
  room,
  roomSummary,
} from '../../../adapters/wire/shapes.js';
import type { signal } from '../../../adapters/wire/signals.js';
import type { z } from '../../../adapters/wire/zod.js';
import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import type { Refusal } from '../../../core/vocabulary/errors.js';
import type { EventData, RunEvent } from '../../../core/vocabulary/events.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Message, MessagePage } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import type { Position } from '../../../core/vocabulary/position.js';
import type { Room, RoomSummary } from '../../../core/vocabulary/rooms.js';
import type { Signal } from '../../../ports/broadcast.js';

/** What is compared: the types without `readonly`, at every depth. */
type Writable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [Key in keyof T]: Writable<T[Key]> };

/** Each is assignable to the other. */
type Equal<A, B> = [Writable<A>] extends [Writable<B>]
  ? [Writable<B>] extends [Writable<A>]
    ? true
    : false
  : false;

type Read<Schema extends z.ZodType> = z.infer<Schema>;

/** Compiles only if every pair is equal. */
interface Pairs {
  readonly position: Equal<Read<typeof position>, Position>;
  readonly refusal: Equal<Read<typeof refusal>, Refusal>;
  readonly person: Equal<Read<typeof person>, Person>;
  readonly room: Equal<Read<typeof room>, Room>;
  readonly roomSummary: Equal<Read<typeof roomSummary>, RoomSummary>;
  readonly message: Equal<Read<typeof message>, Message>;
  readonly runEvent: Equal<Read<typeof runEvent>, RunEvent>;
  readonly command: Equal<Read<typeof command>, Command>;
  readonly commandOutcome: Equal<Read<typeof commandOutcome>, CommandOutcome>;
  readonly clientFrame: Equal<Read<typeof clientFrame>, ClientFrame>;
  readonly serverFrame: Equal<Read<typeof serverFrame>, ServerFrame>;
  readonly signal: Equal<Read<typeof signal>, Signal>;
  readonly pageAnswer: Equal<Read<typeof pageAnswer>, { page: MessagePage; people: Person[] }>;
  readonly eventData: Equal<
    { [Kind in keyof typeof EVENT_DATA]: Read<(typeof EVENT_DATA)[Kind]> },
    EventData
  >;
}

const pairs: Pairs = {
  position: true,
  refusal: true,
  person: true,
  room: true,
  roomSummary: true,
  message: true,
  runEvent: true,
  command: true,
  commandOutcome: true,
  clientFrame: true,
  serverFrame: true,
  signal: true,
  pageAnswer: true,
  eventData: true,
};

describe('wire schemas', () => {
  for (const [name, isEqual] of Object.entries(pairs)) {
    it(`WI12 the schema of ${name} reads exactly the type of the vocabulary`, () => {
      // The compiler decides: a pair that differs does not compile.
      expect(isEqual).to.equal(true);
    });
  }
});
