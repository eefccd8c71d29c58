import type { Decoded } from '../../ports/codec.js';
import type { HttpAnswer, Transport } from '../../ports/transport.js';
import { ERRORS, isChatError, type ErrorCode, type Refusal } from '../vocabulary/errors.js';
import type { Effect } from './effects.js';
import type { PageAnswer, PageInput } from './inputs.js';

/** Reads and checks the body of a page's answer. */
export type ReadPage = (body: unknown) => Decoded<PageAnswer>;

/** Asks for a page. Never throws: a page that does not come is an input as well. */
export async function requestPage(
  transport: Transport,
  readPage: ReadPage,
  effect: Extract<Effect, { type: 'request' }>,
): Promise<PageInput> {
  const { roomId, ticket, path } = effect;
  try {
    const answer = await transport.request({ method: 'GET', path });
    if (answer.status !== 200)
      return { type: 'pageFailed', roomId, ticket, refusal: refusalOf(answer) };
    const read = readPage(answer.body);
    if (read.ok) return { type: 'page', roomId, ticket, answer: read.frame };
    const refusal: Refusal = { code: 'protocol_violation', message: read.reason };
    return { type: 'pageFailed', roomId, ticket, refusal };
  } catch (error) {
    const code: ErrorCode = isChatError(error) ? error.code : 'unavailable';
    const refusal: Refusal = { code, message: 'The messages could not be fetched.' };
    return { type: 'pageFailed', roomId, ticket, refusal };
  }
}

function refusalOf({ body }: HttpAnswer): Refusal {
  const nothing: Refusal = { code: 'unavailable', message: 'The messages could not be fetched.' };
  if (!isRecord(body) || !isRecord(body['error'])) return nothing;
  const { code, message } = body['error'];
  return isErrorCode(code) && typeof message === 'string' ? { code, message } : nothing;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
