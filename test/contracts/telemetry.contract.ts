import assert from 'node:assert/strict';
import type { Telemetry } from '../../ports/telemetry.js';
import type { ContractHarness } from './harness.js';

export interface TelemetryUnderTest {
  /** Writes lines of every level. */
  readonly telemetry: Telemetry;
  /** What someone who looks sees of a metric; null where there is none. */
  readonly metric: (name: string) => Promise<number | null>;
  /** What was logged so far, a line an entry, without line ends. */
  readonly lines: () => readonly string[];
}

/** What every Telemetry has to do. */
export function describeTelemetryContract(
  { describe, it }: ContractHarness,
  setup: () => TelemetryUnderTest,
): void {
  describe('Telemetry', () => {
    it('SY14 a counter counts by one or by as many as it is told', async () => {
      const { telemetry, metric } = setup();
      telemetry.count('frames_sent_total');
      telemetry.count('frames_sent_total');
      telemetry.count('bytes_sent_total', 40);
      assert.equal(await metric('frames_sent_total'), 2);
      assert.equal(await metric('bytes_sent_total'), 40);
      assert.equal(await metric('never_counted_total'), null);
    });

    it('SY15 a gauge is read whenever someone looks', async () => {
      const { telemetry, metric } = setup();
      let waiting = 3;
      telemetry.gauge('units_waiting', 'Units that wait', () => waiting);
      assert.equal(await metric('units_waiting'), 3);
      waiting = 5;
      assert.equal(await metric('units_waiting'), 5);
    });

    it('SY15 the newest gauge of a name replaces the one before it', async () => {
      const { telemetry, metric } = setup();
      telemetry.gauge('sockets', 'Open sockets', () => 1);
      telemetry.gauge('sockets', 'Open sockets', () => 2);
      assert.equal(await metric('sockets'), 2);
    });

    it('SY16 a log entry is one line with its message and fields, whatever is in them', () => {
      const { telemetry, lines } = setup();
      telemetry.log('info', 'listening', { port: 3000, path: '/a b', isOpen: true, why: null });
      telemetry.log('error', 'two\nlines', { text: 'x\ninfo forged\u2028' });
      assert.equal(lines().length, 2);
      for (const part of ['info', 'listening', '3000', '/a b']) {
        assert.ok(lines()[0]?.includes(part), part);
      }
      for (const line of lines()) assert.ok(!/[\r\n]/.test(line));
    });
  });
}
