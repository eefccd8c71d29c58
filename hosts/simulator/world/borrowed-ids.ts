import type { PostCommand } from '../../../core/vocabulary/commands.js';
import type { CommandFrame } from '../../../core/vocabulary/frames.js';
import { clientOfTab, type TabName } from '../plan/plan.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import { requestCommand } from './command-request.js';
import type { Tab } from './tab.js';
import { changedOutcome, strikes, type World } from './world.js';

/** Somebody else uses an id within this time of its first use. */
const BORROWED_MS = 1_500;

/** People whose programs use a client message id that is somebody else's already. */
export class BorrowedIds {
  readonly #world: World;
  readonly #tabs: ReadonlyMap<TabName, Tab>;
  readonly #draws: Draws;
  readonly #life: Life;

  constructor(world: World, tabs: ReadonlyMap<TabName, Tab>) {
    this.#world = world;
    this.#tabs = tabs;
    this.#draws = world.kernel.draws('U6', '');
    this.#life = world.kernel.begin('borrower');
  }

  /** A post is on its way: somebody else may use its id, for the same text or another. */
  commandSent(tab: TabName, { command }: CommandFrame): void {
    if (command.name !== 'post') return;
    const hit = this.#draws.happens(this.#world.config.faults.U6.probability);
    const delayMs = this.#draws.between(0, BORROWED_MS);
    const body = this.#draws.happens(0.5) ? command.body : `borrowed: ${command.body}`;
    const others = [...this.#tabs.values()].filter(
      (other) => other.userId !== null && clientOfTab(other.name) !== clientOfTab(tab),
    );
    if (others.length === 0 || !strikes(this.#world, 'U6', hit)) return;
    const borrower = this.#draws.pick(others);
    this.#life.schedule(delayMs * 1_000, { kind: 'U6', entity: borrower.name }, () => {
      this.#post(borrower, { ...command, body });
    });
  }

  #post(tab: Tab, command: PostCommand): void {
    void requestCommand(this.#world, tab, command).then((isAnswered) => {
      if (isAnswered) changedOutcome(this.#world, 'U6');
    });
  }
}
