import type { Command } from '../../../core/vocabulary/commands.js';

/** What a command is known by when it is said again; null for one that has no key. */
export function keyOfCommand(command: Command): string | null {
  if (command.name === 'post') return command.clientMessageId;
  return 'key' in command ? command.key : null;
}
