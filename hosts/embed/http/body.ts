import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import { ChatError } from '../../../core/vocabulary/errors.js';

/**
 * Reads a body of JSON or of form fields, `user[name]` being the field `name` of `user`.
 *
 * A body above the limit, or one that cannot be read, is refused with its code.
 */
export function readBody(bytesMax: number): Middleware {
  return bodyParser({
    enableTypes: ['json', 'form'],
    parsedMethods: ['POST', 'DELETE'],
    jsonLimit: bytesMax,
    formLimit: bytesMax,
    onError: (error, context) => {
      throw bodyError(error, context, bytesMax);
    },
  });
}

function bodyError(error: Error, context: Context, bytesMax: number): ChatError {
  if ('status' in error && error.status === 413) {
    // What is left of the body is not read: the connection ends with the answer.
    context.set('Connection', 'close');
    return new ChatError('limit_exceeded', `The request is larger than ${bytesMax} bytes.`, {
      cause: error,
    });
  }
  return new ChatError('invalid_argument', 'The request cannot be read.', { cause: error });
}

/**
 * Input in the shape of a schema.
 * @throws ChatError `invalid_argument` that names the first field that is wrong, never its value.
 */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'It has another shape than expected.';
  throw new ChatError('invalid_argument', field === '' ? what : `${field}: ${what}`);
}
