import type { Command, CommandOutcome } from '../vocabulary/commands.js';
import { refused } from '../vocabulary/errors.js';
import type { Fence } from '../vocabulary/fence.js';
import type { Caller } from '../../ports/auth.js';
import { refusalOf } from './failures.js';
import type { Workings } from './workings.js';

/** Shortest useful wait when too many commands are under way: a few group commits. */
const BUSY_RETRY_MS = 250;

/** Commands of the whole process that have not been answered. */
export class CommandDesk {
  readonly #workings: Workings;
  #outstanding = 0;

  constructor(workings: Workings) {
    this.#workings = workings;
  }

  get outstanding(): number {
    return this.#outstanding;
  }

  /** A place for one connection. */
  open(caller: Caller): ConnectionDesk {
    return new ConnectionDesk(
      (command, fence) =>
        this.#execute(fence === undefined ? caller : { ...caller, fence }, command),
      this.#workings,
    );
  }

  /** Never rejects. Past the bound of the process: `busy`. */
  async #execute(caller: Caller, command: Command): Promise<CommandOutcome> {
    if (this.#outstanding >= this.#workings.limits.commandsMax) return busy();
    this.#outstanding += 1;
    try {
      return await this.#workings.execute(caller, command);
    } catch (error) {
      const refusal = refusalOf(error, `command ${command.name}`, this.#workings.telemetry);
      return { ok: false, refusal };
    } finally {
      this.#outstanding -= 1;
    }
  }
}

type Execute = (command: Command, fence: Fence | undefined) => Promise<CommandOutcome>;

/** Commands of one connection that have not been answered. */
export class ConnectionDesk {
  readonly #execute: Execute;
  readonly #workings: Workings;
  #outstanding = 0;

  constructor(execute: Execute, workings: Workings) {
    this.#execute = execute;
    this.#workings = workings;
  }

  get outstanding(): number {
    return this.#outstanding;
  }

  /**
   * Never rejects. Past the bound of the connection: `busy`.
   *
   * @param fence - as the frame carries it.
   * @param answer - says the outcome. Until it has, the command is under way: a drain that begins
   *   right before it waits for it.
   */
  async execute(
    command: Command,
    fence: Fence | undefined,
    answer: (outcome: CommandOutcome) => void,
  ): Promise<void> {
    if (this.#outstanding >= this.#workings.limits.commandsPerConnectionMax) {
      answer(busy());
      return;
    }
    this.#outstanding += 1;
    try {
      answer(await this.#execute(command, fence));
    } finally {
      this.#outstanding -= 1;
    }
  }
}

function busy(): CommandOutcome {
  return refused('busy', 'Too many commands are under way.', BUSY_RETRY_MS);
}
