import type { WsTransport } from '../../../adapters/ws/transport.js';
import { ChatError, ERRORS, type ErrorCode } from '../../../core/vocabulary/errors.js';
import type { HttpAnswer } from '../../../ports/transport.js';

/** Nobody signs in with it again: the people of a load live as long as it. */
export const PASSWORD = 'only for this load';

/** Address of somebody who is only there for a load. @param run - tells loads apart. */
export function emailOf(name: string, run: string): string {
  return `${name}-${run}@example.invalid`;
}

/** Makes a person and signs the transport in as them. @throws ChatError as the server answers. */
export async function signUp(
  transport: WsTransport,
  person: { readonly name: string; readonly run: string; readonly joinCode: string },
): Promise<void> {
  const { name, run, joinCode } = person;
  const body = { user: { name, email_address: emailOf(name, run), password: PASSWORD } };
  const path = `/join/${encodeURIComponent(joinCode)}`;
  accepted(await transport.request({ method: 'POST', path, body }));
}

function accepted({ status, body }: HttpAnswer): unknown {
  if (status >= 200 && status < 300) return body;
  const { code, message } = errorOf(body);
  throw new ChatError(code, `The server refused: ${message}`);
}

function errorOf(body: unknown): { readonly code: ErrorCode; readonly message: string } {
  const error = (
    body as { readonly error?: { readonly code?: string; readonly message?: string } } | null
  )?.error;
  const code =
    error?.code !== undefined && error.code in ERRORS ? (error.code as ErrorCode) : 'unavailable';
  return { code, message: error?.message ?? 'it gave no reason.' };
}
