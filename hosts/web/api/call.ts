import type { Outcome, Refusal } from '../../../core/vocabulary/errors.js';

const NO_ANSWER: Refusal = {
  code: 'unavailable',
  message: 'The server cannot be reached. Try again in a moment.',
};

/** Asks the server something. A refusal `unavailable` where no answer came. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<Outcome<unknown>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, refusal: NO_ANSWER };
  }
  const answer = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return { ok: true, value: answer };
  return { ok: false, refusal: refusalOf(answer) ?? NO_ANSWER };
}

function refusalOf(answer: unknown): Refusal | null {
  const error = field(answer, 'error');
  const message = field(error, 'message');
  const code = field(error, 'code');
  if (typeof message !== 'string' || typeof code !== 'string') return null;
  return { code: code as Refusal['code'], message };
}

/** A field of what may be anything. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
