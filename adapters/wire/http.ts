import { CLIENT_FRAME_BYTES_MAX, PAGE_MESSAGES_MAX } from '../../core/vocabulary/limits.js';
import type { MessagePage } from '../../core/vocabulary/messages.js';
import type { Person } from '../../core/vocabulary/people.js';
import type { Decoded } from '../../ports/codec.js';
import { chainDigest, errorCode, message, messageId, person, roomId, sequence } from './shapes.js';
import { z } from './zod.js';

/** Only a bound of size: the engine decides what is valid and says why not. */
const field = z.string().max(CLIENT_FRAME_BYTES_MAX);

/** Who joins, or sets the installation up. */
export const newPersonBody = z.object({
  user: z.object({ name: field, email_address: field, password: field }),
});

export const signInBody = z.object({ email_address: field, password: field });

/** A browser that is to be told, in the words of its Push API. */
export const subscriptionBody = z.object({
  push_subscription: z.object({ endpoint: field, p256dh_key: field, auth_key: field }),
});

export const endpointBody = z.object({ push_subscription: z.object({ endpoint: field }) });

/** What browsers subscribe with. */
export const pushKeyAnswer = z.object({ publicKey: z.string() });

const numberText = z
  .string()
  .regex(/^[0-9]{1,16}$/)
  .transform(Number)
  .refine((value) => Number.isSafeInteger(value));

const idText = numberText.pipe(messageId);

/** Where a page lies. At most one of the three; none is the newest end. */
export const pageQuery = z
  .object({
    before: idText.optional(),
    after: idText.optional(),
    around: idText.optional(),
    /** Sequence that the reader has applied: an older page is of no use. */
    at_least: numberText.pipe(sequence).optional(),
  })
  .refine(
    ({ before, after, around }) =>
      [before, after, around].filter((id) => id !== undefined).length <= 1,
    { message: 'Give one of before, after and around.' },
  );

/** Who is asking, as a page asks when it opens. */
export const sessionAnswer = z.object({
  status: z.enum(['first_run', 'signed_out', 'signed_in']),
  account: z.exactOptional(z.object({ name: z.string() })),
  person: z.exactOptional(person),
  joinPath: z.exactOptional(z.string()),
});

export const messagePage = z.object({
  roomId,
  asOf: sequence,
  digest: chainDigest,
  // Around a message there is a page on each side of it.
  messages: z.array(message).max(2 * PAGE_MESSAGES_MAX + 1),
  olderExist: z.boolean(),
  newerExist: z.boolean(),
});

export const pageAnswer = z.object({ page: messagePage, people: z.array(person) });

export const errorAnswer = z.object({
  error: z.object({
    code: errorCode,
    message: z.string(),
    retryAfterMs: z.exactOptional(z.number().min(0)),
  }),
});

/** A page with the people whom it names. */
export interface PageAnswer {
  readonly page: MessagePage;
  readonly people: readonly Person[];
}

/** Reads the answer to a request for a page. */
export function readPageAnswer(body: unknown): Decoded<PageAnswer> {
  const checked = pageAnswer.safeParse(body);
  if (checked.success) return { ok: true, frame: checked.data };
  return { ok: false, reason: 'A page of messages has another shape than it should.' };
}
