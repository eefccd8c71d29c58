import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { asyncApi } from '../../../adapters/wire/documents.js';
import { openApi } from '../../embed/http/openapi.js';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { verb } from '../verb.js';

/** This file runs as dist/hosts/cli/verbs/documents.js; the documents are kept in docs. */
const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

interface DocumentsOptions {
  readonly check: boolean;
  readonly folder: string;
  readonly json: boolean;
}

/** `hearth documents`: the API documents, from the schemas that check every frame and body. */
export function documentsCommand(io: Io, exit: (code: number) => void): Command {
  return verb('documents', 'write asyncapi.json and openapi.json from the schemas', [
    'hearth documents',
    'hearth documents --check',
  ])
    .option('--check', 'change nothing; exit with 4 where a document is stale', false)
    .option('--folder <folder>', 'where they are kept', DOCS)
    .action(async (options: DocumentsOptions) => {
      const states = [
        await settle(options, 'asyncapi.json', asyncApi()),
        await settle(options, 'openapi.json', openApi()),
      ];
      for (const { name, state } of states) {
        if (options.json) printJson(io, { document: name, state });
        else printLine(io, `${name}: ${state}`);
      }
      exit(states.some(({ state }) => state === 'stale') ? EXIT_FOUND : EXIT_DONE);
    });
}

type State = 'current' | 'written' | 'stale';

async function settle(
  options: DocumentsOptions,
  name: string,
  document: object,
): Promise<{ readonly name: string; readonly state: State }> {
  const path = join(options.folder, name);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if ((await readFile(path, 'utf8').catch(() => null)) === text) return { name, state: 'current' };
  if (options.check) return { name, state: 'stale' };
  await writeFile(path, text);
  return { name, state: 'written' };
}
