import type { Command } from '../../../core/vocabulary/commands.js';

/** What a command is known by when it is said again. */
export function keyOfCommand(
  command: Exclude<Command, { readonly name: 'lead' | 'read' }>,
): string {
  return command.name === 'post' ? command.clientMessageId : command.key;
}
