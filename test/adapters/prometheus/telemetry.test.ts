import { expect } from 'chai';
import { PrometheusTelemetry } from '../../../adapters/prometheus/telemetry.js';
import type { LogFormat } from '../../../adapters/prometheus/log-line.js';
import type { LogLevel } from '../../../ports/telemetry.js';
import { describeTelemetryContract } from '../../contracts/telemetry.contract.js';

function newTelemetry(format: LogFormat, level: LogLevel = 'debug') {
  const written: string[] = [];
  const write = (line: string): void => {
    written.push(line);
  };
  return { telemetry: new PrometheusTelemetry({ format, level, write }), written };
}

async function metric(telemetry: PrometheusTelemetry, name: string): Promise<number | null> {
  const text = await telemetry.metrics();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`hearth_${name} `));
  return line === undefined ? null : Number(line.split(' ')[1]);
}

describe('telemetry for Prometheus', () => {
  for (const format of ['json', 'human'] as const) {
    describe(`with ${format} lines`, () => {
      describeTelemetryContract({ describe, it, before, after }, () => {
        const { telemetry, written } = newTelemetry(format);
        return {
          telemetry,
          metric: (name) => metric(telemetry, name),
          lines: () => written.map((line) => line.replace(/\n$/, '')),
        };
      });
    });
  }

  it('SY16 a JSON line is an object with time, level, message and the fields', () => {
    const { telemetry, written } = newTelemetry('json');
    telemetry.log('warn', 'slow', { ms: 70, level: 'forged' });
    const line = JSON.parse(written[0] ?? '') as Record<string, unknown>;
    expect(line).to.include({ level: 'warn', message: 'slow', ms: 70 });
    expect(new Date(String(line['time'])).toISOString()).to.equal(line['time']);
  });

  it('SY16 a line for people has time, level and message, then the fields', () => {
    const { telemetry, written } = newTelemetry('human');
    telemetry.log('info', 'listening', { url: 'http://localhost:3000', note: 'a b', empty: '' });
    expect(written[0]).to.match(
      /^\S+Z info {2}listening url=http:\/\/localhost:3000 note="a b" empty=""\n$/,
    );
  });

  it('SY16 a field of a line for people cannot look like another', () => {
    const { telemetry, written } = newTelemetry('human');
    telemetry.log('info', 'x', { text: 'y" level=error' });
    expect(written[0]).to.include('text="y\\" level=error"');
  });

  it('SY21 lines below the chosen level are not written', () => {
    const { telemetry, written } = newTelemetry('human', 'warn');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) telemetry.log(level, level);
    expect(written).to.have.length(2);
  });

  it('SY21 metrics are given in the text format of Prometheus, with help', async () => {
    const { telemetry } = newTelemetry('json');
    telemetry.gauge('sockets', 'Open sockets', () => 2);
    telemetry.count('frames_sent_total');
    const text = await telemetry.metrics();
    expect(text).to.include('# HELP hearth_sockets Open sockets\n# TYPE hearth_sockets gauge');
    expect(text).to.include('# TYPE hearth_frames_sent_total counter');
    expect(telemetry.contentType).to.match(/^text\/plain/);
  });

  it('SY21 the process’s own metrics can be added', async () => {
    const { telemetry } = newTelemetry('json');
    telemetry.collectProcessMetrics();
    expect(await telemetry.metrics()).to.include('hearth_process_resident_memory_bytes');
  });

  it('SY22 a counter without _total, and names made of data, are programmer errors', () => {
    const { telemetry } = newTelemetry('json');
    expect(() => {
      telemetry.count('frames');
    }).to.throw('_total');
    expect(() => {
      for (let id = 0; id < 1_000; id += 1) telemetry.count(`user_${id}_total`);
    }).to.throw('names of metrics are fixed');
  });
});
