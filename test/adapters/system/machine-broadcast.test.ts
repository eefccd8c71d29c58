import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { systemClock } from '../../../adapters/system/clock.js';
import { LocalBroadcast } from '../../../adapters/system/local-broadcast.js';
import { MachineBroadcast } from '../../../adapters/system/machine-broadcast.js';
import { systemRandom } from '../../../adapters/system/random.js';
import type { SessionId } from '../../../core/vocabulary/ids.js';
import type { Signal } from '../../../ports/broadcast.js';
import { describeBroadcastContract } from '../../contracts/broadcast.contract.js';
import { Notes } from '../../core/delivery/notes.js';

const PATIENCE_MS = 30_000;
const LOOK_MS = 10;
const MOMENT_MS = 200;

const ENDED: Signal = { kind: 'sessionEnded', sessionId: 7 as SessionId };

/** A process, as far as the others know of it. */
interface Party {
  readonly broadcast: MachineBroadcast;
  readonly heard: Signal[];
  readonly notes: Notes;
  /** How many others it tells. */
  met(): number;
}

/** Has to come about, however busy the machine is. */
async function until(what: string, ask: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!ask()) {
    if (performance.now() > end) throw new Error(`not in time: ${what}`);
    await pause(LOOK_MS);
  }
}

describe('broadcast between processes of one machine', () => {
  let folder: string;
  const parties: Party[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-machine-'));
  });
  afterEach(() => {
    for (const { broadcast } of parties.splice(0)) broadcast.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function comes(place = folder): Promise<Party> {
    const notes = new Notes();
    const broadcast = await MachineBroadcast.join({
      folder: place,
      own: new LocalBroadcast(),
      clock: systemClock,
      random: systemRandom,
      telemetry: notes,
    });
    const heard: Signal[] = [];
    broadcast.subscribe((signal) => heard.push(signal));
    const met = (): number => notes.gauges.get('broadcast_neighbours')?.() ?? Number.NaN;
    const party = { broadcast, heard, notes, met };
    parties.push(party);
    return party;
  }

  describeBroadcastContract({ describe, it, before, after }, async () => ({
    broadcast: (await comes()).broadcast,
    settle: () => Promise.resolve(),
  }));

  it('SY24 what one publishes reaches each of the others once, whoever came first', async () => {
    const [one, two, three] = [await comes(), await comes(), await comes()];
    const signals: readonly Signal[] = [
      { kind: 'moved', runs: [{ stream: 'room:1', from: 3, to: 5 }] },
      { kind: 'presence', node: 'ab', word: { type: 'ask', of: null } },
      ENDED,
    ];
    const all = [one, two, three];
    await until('all have met', () => all.every(({ met }) => met() === 2));
    for (const signal of signals) two.broadcast.publish(signal);
    await until('all is heard', () => all.every(({ heard }) => heard.length >= signals.length));
    // What came twice would come by now.
    await pause(MOMENT_MS);
    for (const { heard } of all) expect(heard).to.deep.equal(signals);
  });

  it('SY24 whoever closes hears and says nothing more, and leaves no socket', async () => {
    const [one, two] = [await comes(), await comes()];
    await until('they have met', () => one.met() + two.met() === 2);
    two.broadcast.close();
    expect(readdirSync(folder)).to.have.length(1);
    await until('it is not met any more', () => one.met() === 0);
    one.broadcast.publish(ENDED);
    two.broadcast.publish(ENDED);
    await pause(MOMENT_MS);
    expect([one.heard.length, two.heard.length]).to.deep.equal([1, 1]);
  });

  it('SY25 what another version says is passed over, and what has no end is cut off', async () => {
    const { heard, notes } = await comes();
    const [name = ''] = readdirSync(folder);
    const stranger = createConnection(join(folder, name));
    stranger.on('error', () => undefined);
    stranger.write('{"kind":"newer"}\nnonsense\n{"kind":"moved","runs":[{"stream":"x"}]}\n');
    stranger.write(`${JSON.stringify(ENDED)}\n`);
    await until('the known word is heard', () => heard.length > 0);
    expect(heard).to.deep.equal([ENDED]);
    expect(notes.counts.get('broadcast_signals_unknown_total')).to.equal(3);
    let isCut = false;
    stranger.on('close', () => (isCut = true));
    const endless = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 6; count += 1) stranger.write(endless);
    await until('it is cut off', () => isCut);
  });

  it('SY25 the socket of a process that died is removed; one that listens stays', async () => {
    const dead = join(folder, '00.sock');
    const server = createServer().listen(dead);
    await until('it is there', () => existsSync(dead));
    // As a process that is killed leaves it: nobody listens, and the file is there.
    rmSync(dead);
    server.close();
    writeFileSync(dead, '');
    const [one, two] = [await comes(), await comes()];
    await until('it is removed', () => !existsSync(dead));
    expect(readdirSync(folder)).to.have.length(2);
    expect([one.met(), two.met()]).to.deep.equal([1, 1]);
  });

  it('SY25 a neighbour that takes nothing in costs a bounded buffer', async () => {
    const taken: Socket[] = [];
    const stuck = createServer((socket) => taken.push(socket.pause()));
    stuck.listen(join(folder, '11.sock'));
    const { broadcast, heard, notes } = await comes();
    await until('it is met', () => taken.length === 1);
    const runs = Array.from(
      { length: 20_000 },
      () => ({ stream: 'room:1', from: 1, to: 1 }) as const,
    );
    for (let count = 0; count < 20; count += 1) broadcast.publish({ kind: 'moved', runs });
    expect(heard).to.have.length(20);
    const unsent = notes.gauges.get('broadcast_neighbour_unsent_bytes_most')?.();
    expect(unsent).to.be.within(1, 4 * 1024 * 1024);
    expect(notes.counts.get('broadcast_signals_dropped_total')).to.be.above(0);
    for (const socket of taken) socket.destroy();
    stuck.close();
  });

  it('SY25 where no socket can be made a process is alone, and says so once', async () => {
    const { broadcast, heard, notes } = await comes(join(folder, 'x'.repeat(200)));
    broadcast.publish(ENDED);
    expect(heard).to.deep.equal([ENDED]);
    expect(notes.lines).to.deep.equal([
      ['warn', 'other processes on this data cannot be told of anything'],
    ]);
  });
});
