import type { JobRow } from './jobs.js';

/** Where more jobs than these wait, or one was claimed so often, nobody is looked at again. */
const WAITING_MAX = 128;
const CLAIMS_MAX = 8;

/** Follows the jobs that tell people of messages, to their end. */
export class SecondLooks {
  #rows: ReadonlyMap<number, JobRow> = new Map();
  /** Messages of which somebody who was here may be looked at once only. */
  readonly #letGo = new Set<number>();
  #told = 0;

  /** Pushes that were called for when people were looked at a second time. */
  get told(): number {
    return this.#told;
  }

  /** Whether a message's job was given up, or had no room to wait for a second look. */
  isLetGo(messageId: number): boolean {
    if (this.#letGo.has(messageId)) return true;
    return [...this.#rows.values()].some((row) => {
      return row.kind === 'tell' && row.failure !== null && workIn(row).messageId === messageId;
    });
  }

  restored(): void {
    this.#rows = new Map();
    this.#letGo.clear();
  }

  /** Something was committed, and these are the jobs that are there now. */
  looked(jobs: readonly JobRow[]): void {
    const before = this.#rows;
    const rows = new Map(jobs.map((row) => [row.id, row]));
    this.#rows = rows;
    const stepped = [...before.values()].filter((row) => {
      return row.kind === 'tell' && rows.get(row.id)?.payload !== row.payload;
    });
    const most = new Set([...before.keys(), ...rows.keys()]).size;
    for (const row of stepped) {
      const { messageId, isSecondLook = false } = workIn(row);
      if (isSecondLook) {
        this.#told += jobs.filter(({ id, kind, payload }) => {
          const said = JSON.parse(payload) as Work;
          const isPush = kind === 'push' && said.what === 'message' && !before.has(id);
          return isPush && said.messageId === messageId;
        }).length;
      } else if (most > WAITING_MAX || row.fence >= CLAIMS_MAX) this.#letGo.add(messageId);
    }
  }
}

interface Work {
  readonly messageId: number;
  readonly isSecondLook?: boolean;
  readonly what?: string;
}

function workIn({ payload }: JobRow): Work {
  return JSON.parse(payload) as Work;
}
