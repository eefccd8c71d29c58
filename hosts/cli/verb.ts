import { Command } from 'commander';
import { PrometheusTelemetry } from '../../adapters/prometheus/telemetry.js';
import { ChatError, type Outcome } from '../../core/vocabulary/errors.js';
import { openVerbs, type OpenVerbs } from '../embed/open-verbs.js';
import { dataOption } from '../http/main.js';
import type { Io } from './io.js';

/** Options that every verb on a data folder has. */
export interface DataOptions {
  readonly data: string;
  readonly json: boolean;
}

/** A verb of the command line, with `--json` and its examples. */
export function verb(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'write one object of JSON a line', false)
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
}

/** A verb that works on a data folder, beside a running server or without one. */
export function dataVerb(name: string, description: string, examples: readonly string[]): Command {
  return verb(name, description, examples).addOption(dataOption());
}

/**
 * Runs a body with core's verbs on a data folder, and closes it whatever happens.
 *
 * @throws ChatError as the folder gives and the body throws.
 */
export async function withData<Value>(
  io: Io,
  options: { readonly data: string; readonly whereMissing?: 'create' | 'refuse' },
  body: (verbs: OpenVerbs) => Promise<Value>,
): Promise<Value> {
  const telemetry = new PrometheusTelemetry({
    format: 'human',
    level: 'error',
    write: (line) => io.stderr.write(line),
  });
  const { data, whereMissing = 'refuse' } = options;
  const verbs = await openVerbs(data, { telemetry, whereMissing });
  try {
    return await body(verbs);
  } finally {
    await verbs.store.close();
  }
}

/** The value of an outcome. @throws ChatError with the code of a refusal. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new ChatError(outcome.refusal.code, outcome.refusal.message);
}
