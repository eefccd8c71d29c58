import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { PersonRecord, Tx } from '../../ports/store.js';
import { checkKey } from '../limits/text.js';
import { checkCaller } from '../sessions/check-caller.js';
import type { CommandName, CommandOutcome, CommandValue } from '../vocabulary/commands.js';
import { done, refused } from '../vocabulary/errors.js';
import { hex } from '../vocabulary/hex.js';
import type { CommandKey } from '../vocabulary/ids.js';
import { DAY_MS, type Instant } from '../vocabulary/time.js';
import { utf8 } from '../vocabulary/utf8.js';

/** How long the key of a command other than `post` is kept with its outcome. */
export const COMMAND_KEY_KEPT_MS = 30 * DAY_MS;

/** One execution of a command that has a key. Everything in it was drawn before the unit. */
export interface Execution {
  readonly caller: Caller;
  readonly key: CommandKey;
  /** {@link requestHash} of the command. */
  readonly requestHash: string;
  readonly at: Instant;
}

/**
 * SHA-256, in hexadecimal, of a command as received: the JSON text of its parts in a fixed order.
 */
export function requestHash(digest: Digest, parts: readonly unknown[]): string {
  return hex(digest.sha256(utf8(JSON.stringify(parts))));
}

/** What a command with a key is executed as, from its parts that make it another command. */
export function executionOf(
  ports: { readonly clock: Clock; readonly digest: Digest },
  { caller, key }: Pick<Execution, 'caller' | 'key'>,
  parts: readonly unknown[],
): Execution {
  return { caller, key, requestHash: requestHash(ports.digest, parts), at: ports.clock.now() };
}

/**
 * Decides a command at most once per author and key, within 30 days.
 *
 * The key is looked up after the session check and before anything else: an equal command gets the
 * first value again, another one a `conflict`. Only success binds the key; a refused command may be
 * repeated.
 */
export async function once<Name extends CommandName>(
  tx: Tx,
  execution: Execution,
  decide: (person: PersonRecord) => Promise<CommandOutcome<Name>>,
): Promise<CommandOutcome<Name>> {
  const { caller, key, at } = execution;
  const person = await checkCaller(tx, caller, at);
  if (!person.ok) return person;
  const problem = checkKey(key);
  if (problem !== null) return refused('invalid_argument', problem);
  const kept = await tx.commandByKey(caller.userId, key);
  if (kept !== null) {
    return kept.requestHash === execution.requestHash
      ? done(JSON.parse(kept.outcome) as CommandValue[Name])
      : refused('conflict', 'This key was used for another command.');
  }
  const outcome = await decide(person.value);
  if (outcome.ok) await keep(tx, execution, outcome.value);
  return outcome;
}

async function keep(tx: Tx, execution: Execution, value: unknown): Promise<void> {
  const { caller, key, at } = execution;
  await tx.recordCommand(caller.userId, key, {
    requestHash: execution.requestHash,
    outcome: JSON.stringify(value),
    at,
    forgetBefore: at - COMMAND_KEY_KEPT_MS,
  });
}
