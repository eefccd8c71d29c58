import { command } from './command.mjs';
import { prepare } from './prepare.mjs';
import { say } from './say.mjs';

await command(async () => {
  await prepare(['all', 'page']);
  say('Everything is built.');
});
