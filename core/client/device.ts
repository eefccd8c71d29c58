import type { Clock } from '../../ports/clock.js';
import type { LocalStore, StoredEntry } from '../../ports/local-store.js';
import { assertNever } from '../vocabulary/assert.js';
import type { ClientMessageId, UserId } from '../vocabulary/ids.js';
import { ChatError, isChatError, type Refusal } from '../vocabulary/errors.js';
import type { DeviceEffect } from './effects.js';
import type { Claim, DeviceInput } from './inputs.js';
import { STORAGE_WAIT_MS } from './limits.js';

/** Whether a tab still lives; asked of each tab whose entries might be taken over. */
export type TabLiveness = (tab: string) => boolean | Promise<boolean>;

/**
 * Asks the device, one thing after the other, in the order in which it was asked.
 *
 * What the device has not answered within STORAGE_WAIT_MS counts as failed.
 */
export class Device {
  readonly #store: LocalStore;
  readonly #clock: Clock;
  readonly #tab: string;
  readonly #isTabAlive: TabLiveness;
  readonly #answer: (input: DeviceInput) => void;
  /** What it was asked to forget and has not: a reading passes it over. */
  readonly #forgetting = new Set<ClientMessageId>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly localStore: LocalStore;
    readonly clock: Clock;
    readonly tab: string;
    readonly isTabAlive: TabLiveness;
    readonly answer: (input: DeviceInput) => void;
  }) {
    this.#store = options.localStore;
    this.#clock = options.clock;
    this.#tab = options.tab;
    this.#isTabAlive = options.isTabAlive;
    this.#answer = options.answer;
  }

  ask(effect: DeviceEffect): void {
    if (effect.type === 'settle') this.#forgetting.add(effect.id);
    this.#last = this.#last.then(async () => {
      const answer = await this.#answerTo(effect);
      if (answer !== null) this.#answer(answer);
    });
  }

  async #answerTo(effect: DeviceEffect): Promise<DeviceInput | null> {
    try {
      return await this.#inTime(this.#execute(effect));
    } catch (error) {
      return failure(effect, error);
    }
  }

  async #execute(effect: DeviceEffect): Promise<DeviceInput | null> {
    switch (effect.type) {
      case 'load':
        return this.#load(effect);
      case 'adopt': {
        const { userId } = effect;
        const { entries } = await this.#store.load(userId);
        const adopted = await this.#adopt(userId, entries);
        return { type: 'adopted', userId, entries: this.#known(adopted) };
      }
      case 'put': {
        await this.#store.put(effect.entry);
        const { userId, clientMessageId: id } = effect.entry;
        return effect.task === 'keep' ? { type: 'kept', userId, id } : null;
      }
      case 'claim': {
        const { userId, id } = effect;
        return { type: 'claimed', userId, id, claim: await this.#claim(effect) };
      }
      case 'settle':
        await this.#store.settle(effect.userId, effect.id);
        this.#forgetting.delete(effect.id);
        return null;
      case 'putDraft':
        await this.#store.putDraft(effect.userId, effect.draft);
        return null;
      default:
        return assertNever(effect);
    }
  }

  async #claim({ userId, id }: Extract<DeviceEffect, { type: 'claim' }>): Promise<Claim> {
    if (await this.#store.claim(userId, id, this.#tab)) return 'granted';
    const { entries } = await this.#store.load(userId);
    return entries.some((entry) => entry.clientMessageId === id) ? 'taken' : 'lost';
  }

  async #load({ userId }: Extract<DeviceEffect, { type: 'load' }>): Promise<DeviceInput> {
    const before = await this.#store.load(userId);
    const adopted = await this.#adopt(userId, before.entries);
    const { entries, drafts } = adopted.length === 0 ? before : await this.#store.load(userId);
    return { type: 'loaded', userId, entries: this.#known(entries), drafts };
  }

  /** Without what is to be forgotten: it was confirmed or given up while the device was slow. */
  #known(entries: readonly StoredEntry[]): readonly StoredEntry[] {
    return entries.filter(({ clientMessageId }) => !this.#forgetting.has(clientMessageId));
  }

  /**
   * Only tabs that were asked about are taken for dead, and only what they had left by then is
   * taken over: one that began meanwhile keeps its entries, under the name of a dead one too.
   */
  async #adopt(userId: UserId, entries: readonly StoredEntry[]): Promise<readonly StoredEntry[]> {
    const tabs = new Set(entries.map(({ tab }) => tab).filter((tab) => tab !== this.#tab));
    const dead = new Set<string>();
    for (const tab of tabs) if (!(await this.#isTabAlive(tab))) dead.add(tab);
    if (dead.size === 0) return [];
    const orphans = entries.filter(({ tab }) => dead.has(tab));
    return this.#store.adopt(userId, this.#tab, orphans);
  }

  #inTime<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(STORAGE_WAIT_MS, () => {
        reject(new ChatError('deadline_exceeded', 'The device did not answer.'));
      });
      work.then(resolve, reject).finally(cancel);
    });
  }
}

function failure(effect: DeviceEffect, error: unknown): DeviceInput {
  const refusal: Refusal = isChatError(error)
    ? { code: error.code, message: error.message }
    : { code: 'unavailable', message: 'The device could not keep it.' };
  switch (effect.type) {
    case 'load':
    case 'adopt':
      return { type: 'notStored', userId: effect.userId, task: effect.type, id: null, refusal };
    case 'put': {
      const { userId, clientMessageId: id } = effect.entry;
      return { type: 'notStored', userId, task: effect.task, id, refusal };
    }
    case 'claim':
    case 'settle':
      return {
        type: 'notStored',
        userId: effect.userId,
        task: effect.type,
        id: effect.id,
        refusal,
      };
    case 'putDraft':
      return { type: 'notStored', userId: effect.userId, task: 'draft', id: null, refusal };
    default:
      return assertNever(effect);
  }
}
