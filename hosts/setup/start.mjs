import { command } from './command.mjs';
import { prepare } from './prepare.mjs';
import { runCli } from './run-cli.mjs';
import { say } from './say.mjs';

await command(async () => {
  await prepare(['server', 'page']);
  say('Starting the server (hearth serve).');
  await runCli(['serve', ...process.argv.slice(2)]);
});
