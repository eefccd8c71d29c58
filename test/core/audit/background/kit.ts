import { BackgroundAudit } from '../../../../core/audit/background/background-audit.js';
import type { AuditLimits } from '../../../../core/audit/background/limits.js';
import type { AuditView } from '../../../../ports/audit.js';
import type { Caller } from '../../../../ports/auth.js';
import type { LogLevel, Telemetry } from '../../../../ports/telemetry.js';
import type { MessageId } from '../../../../core/vocabulary/ids.js';
import type { Involvement } from '../../../../core/vocabulary/reading.js';
import { ManualClock } from '../../delivery/manual-clock.js';
import { eventually } from '../../delivery/kit.js';
import { Notes } from '../../delivery/notes.js';
import { newClientMessageId, newKey, value, type Household } from '../../world.js';

/** Notes with every line that was logged. */
class Lines extends Notes implements Telemetry {
  readonly said: string[] = [];

  override log(level: LogLevel, message: string, fields: Parameters<Telemetry['log']>[2] = {}) {
    super.log(level, message);
    this.said.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

/** The background audit of a household, with time by hand. */
export class AuditKit {
  readonly clock = new ManualClock();
  readonly notes = new Lines();
  readonly house: Household;
  readonly audit: BackgroundAudit;
  /** Runs before each look; what it throws is how that one fails. */
  beforeLook: () => Promise<void> | void = () => undefined;
  looks = 0;

  constructor(house: Household, limits: Partial<AuditLimits> = {}) {
    this.house = house;
    const store = {
      audit: async <Value>(look: (view: AuditView) => Promise<Value>): Promise<Value> => {
        this.looks += 1;
        await this.beforeLook();
        return house.store.audit(look);
      },
    };
    this.audit = new BackgroundAudit({ store, clock: this.clock, telemetry: this.notes, limits });
    this.audit.start();
  }

  get drifts(): number {
    return this.notes.counts.get('unread_drift_total') ?? Number.NaN;
  }

  /** Lets the step that is due run to its end. */
  async step(): Promise<void> {
    const { looks } = this;
    this.clock.advance(60_000);
    await eventually('a look', () => this.looks > looks);
    await eventually('its end', () => this.clock.timers > 0);
  }

  /** Lets one whole round end that begins now. */
  async round(): Promise<void> {
    const { rounds } = this.audit.stats();
    // The one under way has looked at some already.
    while (this.audit.stats().rounds < rounds + 2) await this.step();
  }

  async post(by: Caller, body = 'Hello', roomId = this.house.allTalk): Promise<Said> {
    const command = { name: 'post', roomId, clientMessageId: newClientMessageId(), body } as const;
    const { messageId: id, seq } = value(await this.house.messaging.post(by, command));
    return { id, seq };
  }

  async remove(by: Caller, messageId: MessageId): Promise<void> {
    const command = { name: 'delete', key: newKey(), target: { messageId } } as const;
    value(await this.house.messaging.delete(by, command));
  }

  async edit(by: Caller, messageId: MessageId, body: string): Promise<void> {
    const target = { messageId };
    const command = { name: 'edit', key: newKey(), target, revision: 1, body } as const;
    value(await this.house.messaging.edit(by, command));
  }

  async read(by: Caller, seq: number): Promise<void> {
    const read = { generation: 1, seq };
    value(await this.house.reading.read(by, { name: 'read', roomId: this.house.allTalk, read }));
  }

  async markUnread(by: Caller, from: number): Promise<void> {
    const { allTalk: roomId } = this.house;
    const command = { name: 'markUnread', key: newKey(), roomId, from } as const;
    value(await this.house.reading.markUnread(by, command));
  }

  async involve(by: Caller, involvement: Involvement): Promise<void> {
    const { allTalk: roomId } = this.house;
    const command = { name: 'involve', key: newKey(), roomId, involvement } as const;
    value(await this.house.reading.involve(by, command));
  }
}

export interface Said {
  readonly id: MessageId;
  readonly seq: number;
}
