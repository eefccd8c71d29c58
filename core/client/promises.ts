import { assertNever } from '../vocabulary/assert.js';
import type { CommandName, CommandOutcome } from '../vocabulary/commands.js';
import { ChatError } from '../vocabulary/errors.js';
import type { ClientMessageId, CommandKey } from '../vocabulary/ids.js';
import type { Effect } from './effects.js';

/** The effects that answer someone. */
export type Settling = Extract<
  Effect,
  { type: 'postSettled' | 'changeSettled' | 'commandSettled' }
>;

interface Waiting<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: ChatError) => void;
}

/**
 * What callers wait for. Each promise is settled by one effect: the reducer bounds how many there
 * are, and for how long.
 */
export class Promises {
  readonly #posts = new Map<ClientMessageId, Waiting<ClientMessageId>>();
  readonly #changes = new Map<ClientMessageId, (changed: boolean) => void>();
  readonly #commands = new Map<CommandKey, (outcome: CommandOutcome) => void>();

  /** Callers that have not been answered. */
  get size(): number {
    return this.#posts.size + this.#changes.size + this.#commands.size;
  }

  post(id: ClientMessageId): Promise<ClientMessageId> {
    return new Promise((resolve, reject) => {
      this.#posts.set(id, { resolve, reject });
    });
  }

  change(id: ClientMessageId): Promise<boolean> {
    return new Promise((resolve) => {
      this.#changes.set(id, resolve);
    });
  }

  command<Name extends CommandName>(key: CommandKey): Promise<CommandOutcome<Name>> {
    return new Promise((resolve) => {
      this.#commands.set(key, (outcome) => {
        resolve(outcome as CommandOutcome<Name>);
      });
    });
  }

  settle(effect: Settling): void {
    switch (effect.type) {
      case 'postSettled': {
        const { id, refusal } = effect;
        const waiting = this.#posts.get(id);
        this.#posts.delete(id);
        if (refusal === null) waiting?.resolve(id);
        else waiting?.reject(new ChatError(refusal.code, refusal.message));
        break;
      }
      case 'changeSettled':
        this.#changes.get(effect.id)?.(effect.changed);
        this.#changes.delete(effect.id);
        break;
      case 'commandSettled':
        this.#commands.get(effect.key)?.(effect.outcome);
        this.#commands.delete(effect.key);
        break;
      default:
        assertNever(effect);
    }
  }
}
