import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { WsTransport } from '../../../adapters/ws/transport.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { HANDOVER_MS, NODE_SILENT_MS, SETTLING_MS } from '../../../core/vocabulary/presence.js';
import { enrol } from '../../../hosts/cli/load/enrol.js';
import { OwnServer } from '../../../hosts/cli/load/own-server.js';
import type { Transport } from '../../../ports/transport.js';
import { holds, Somebody } from '../presence/crowd.js';
import { keepsStated, LEEWAY_MS } from '../presence/stated-times.js';

const NAMES = ['Ana', 'Bo', 'Cleo'];
const PATIENCE_MS = 60_000;

/** A person who comes to whichever server a balancer would send them to. */
function sentTo(server: { readonly now: OwnServer }, token: string): Transport {
  const way = (): WsTransport =>
    new WsTransport({ origin: server.now.url, headers: { authorization: `Bearer ${token}` } });
  return {
    connect: (events) => way().connect(events),
    request: (request) => way().request(request),
  };
}

/** As in a deployment: the next version serves before the one that runs has stopped. */
describe('two servers on one file', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-two-'));
  const [first, second] = [new OwnServer(folder, 10), new OwnServer(folder, 10)];
  /** Where those are sent who connect to the first one. */
  const balancer = { now: first };
  let people: readonly Somebody[] = [];
  let roomId: RoomId;

  before(async () => {
    const tokens = await enrol(folder, NAMES);
    await first.start();
    const [ana, bo, cleo] = tokens as [string, string, string];
    const atFirst = [new Somebody(sentTo(balancer, ana), 'Ana')];
    atFirst.push(new Somebody(sentTo(balancer, bo), 'Bo'));
    await holds('they see each other', () => atFirst.every(isSeeing(2)), PATIENCE_MS);
    await second.start();
    people = [...atFirst, new Somebody(sentTo({ now: second }, cleo), 'Cleo')];
    await holds('all are online', () => people.every(({ isOnline }) => isOnline), PATIENCE_MS);
    const [room] = people[0]!.client.state.account?.rooms ?? [];
    roomId = room!.id;
    for (const { client } of people) client.openRoom(roomId);
    const isLive = ({ client }: Somebody): boolean =>
      client.state.rooms.get(roomId)?.status.kind === 'live';
    await holds('the room is live', () => people.every(isLive), PATIENCE_MS);
  });
  after(async () => {
    for (const { client } of people) client.stop();
    await first.kill();
    await second.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  function isSeeing(count: number): (one: Somebody) => boolean {
    return ({ present, isCertain }) => isCertain && present === count;
  }

  function shows(body: string): (one: Somebody) => boolean {
    return ({ client }) =>
      client.state.rooms
        .get(roomId)
        ?.timeline.messages.some((one) => one.state === 'live' && one.body === body) === true;
  }

  it('DL13 a message that is posted at one is shown to those at the other within a second', async () => {
    const [ana, , cleo] = people as [Somebody, Somebody, Somebody];
    for (const [author, reader] of [
      [ana, cleo],
      [cleo, ana],
    ] as const) {
      const body = `from ${author === ana ? 'the first' : 'the second'}`;
      await author.client.post(roomId, body);
      const tookMs = await holds(body, () => shows(body)(reader), PATIENCE_MS);
      console.log(`      a message ${body}: shown at the other after ${String(tookMs)} ms`);
      expect(tookMs).to.be.lessThan(1_000 + LEEWAY_MS);
    }
  });

  it('PS12 each shows who is at the other, the one that has just started once it has settled', async () => {
    const tookMs = await holds(
      'everybody sees everybody',
      () => people.every(isSeeing(3)),
      PATIENCE_MS,
    );
    console.log(`      everybody is seen at both: after ${String(tookMs)} ms`);
    expect(tookMs).to.be.lessThan(SETTLING_MS + LEEWAY_MS);
  });

  it('SY24 who types at one is seen at the other', async () => {
    const [ana, , cleo] = people as [Somebody, Somebody, Somebody];
    const isTyping = (): boolean => (cleo.client.state.typing.get(roomId) ?? []).length === 1;
    ana.client.typed(roomId);
    const tookMs = await holds('Ana is seen typing', isTyping, PATIENCE_MS);
    console.log(`      typing: shown at the other after ${String(tookMs)} ms`);
    expect(tookMs).to.be.lessThan(1_000 + LEEWAY_MS);
  });

  it('PS12 who leaves one is seen to at the other within a second', async () => {
    const [ana, bo, cleo] = people as [Somebody, Somebody, Somebody];
    people = [ana, cleo];
    await keepsStated('a planned leave', async () => {
      bo.client.start();
      bo.client.beHere('active');
      await holds('Bo is there', () => people.every(isSeeing(3)), PATIENCE_MS);
      bo.client.sayGoodbye();
      bo.client.stop();
      return holds('Bo is gone', () => people.every(isSeeing(2)), PATIENCE_MS);
    });
  });

  it('PS11 the first one stops, and its people come to the other: nobody sees them go', async () => {
    const [ana, cleo] = people as [Somebody, Somebody];
    for (const one of people) one.forget();
    balancer.now = second;
    await first.stop();
    await holds('Ana is back', () => ana.backAt !== null, PATIENCE_MS);
    await pause(HANDOVER_MS + 1_000);
    expect([ana.present, cleo.present]).to.deep.equal([2, 2]);
    expect(cleo.events, 'what Cleo was told of others').to.equal(0);
    const body = 'after the deployment';
    await ana.client.post(roomId, body);
    await holds(body, () => shows(body)(cleo), PATIENCE_MS);
  });

  it('PS12 where one is killed, whom it held is gone at the other 10 s after', async () => {
    const [ana, cleo] = people as [Somebody, Somebody];
    let soonestMs = Infinity;
    await keepsStated('the abrupt end of a server process', async () => {
      await first.start();
      balancer.now = first;
      ana.client.stop();
      await holds('Ana has gone', () => isSeeing(1)(cleo), PATIENCE_MS);
      ana.client.start();
      ana.client.beHere('active');
      await holds('Ana is at the first', () => isSeeing(2)(cleo), PATIENCE_MS);
      // Both servers have said so at least once since.
      await pause(1_000);
      await first.kill();
      const tookMs = await holds('Ana is gone', () => isSeeing(1)(cleo), PATIENCE_MS);
      soonestMs = Math.min(soonestMs, tookMs);
      return tookMs;
    });
    expect(soonestMs).to.be.at.least(NODE_SILENT_MS - 2_000);
  });
});
