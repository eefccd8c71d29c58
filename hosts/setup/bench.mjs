import { existsSync, readdirSync } from 'node:fs';
import { command } from './command.mjs';
import { prepare } from './prepare.mjs';
import { inProject } from './project.mjs';
import { runNode } from './run.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

await command(async () => {
  await prepare(['all']);
  const folder = inProject('dist/test/bench');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const name of names.filter((file) => file.endsWith('.bench.js'))) {
    say(`Measuring (${name}).`);
    const { code } = await runNode(`${folder}/${name}`, process.argv.slice(2));
    if (code !== 0) throw new SetupError(`${name} failed.`);
  }
});
