import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Simulation } from './simulation.js';

/** Messages of a room that are named, the newest. */
const NAMED_MAX = 8;

/** One thing as the model has it, and as it is. */
export interface SceneRow {
  /** Where it is: a server's store, or a page. */
  readonly place: string;
  readonly what: string;
  readonly model: string;
  readonly actual: string;
}

/** Both sides' state: what must be by the model, and what servers and pages have. */
export function sceneOf(simulation: Simulation): readonly SceneRow[] {
  return [...storeRows(simulation), ...pageRows(simulation)];
}

/** Heads of all streams, in the model and in the database file. */
function storeRows({ world, host }: Simulation): readonly SceneRow[] {
  const heads = host.observer?.heads() ?? new Map<string, { readonly seq: number }>();
  return world.model.log.streams.map((stream) => ({
    place: 'database',
    what: `${stream}, newest event`,
    model: String(world.model.log.head(stream)),
    actual: String(heads.get(stream)?.seq ?? 'none'),
  }));
}

function pageRows(simulation: Simulation): readonly SceneRow[] {
  return [...simulation.tabs.values()].flatMap(({ name, client }) => {
    const rows: SceneRow[] = [];
    const { model } = simulation.world;
    if (client === null) return rows;
    const { connection, outbox, rooms } = client.state;
    rows.push({ place: name, what: 'connection', model: '', actual: connection.phase });
    const waiting = outbox.map(({ body, state }) => `“${body.slice(0, 16)}” ${state.kind}`);
    if (waiting.length > 0) {
      rows.push({ place: name, what: 'outbox', model: '', actual: waiting.join(', ') });
    }
    for (const [roomId, { timeline }] of rooms) {
      const stream = roomStream(roomId);
      const applied = client.positions.get(stream)?.seq;
      rows.push({
        place: name,
        what: `${stream}, applied up to`,
        model: String(model.log.head(stream)),
        actual: String(applied ?? 'nothing'),
      });
      const shown = timeline.messages.filter(({ state }) => state === 'live');
      rows.push({
        place: name,
        what: `${stream}, messages`,
        model: expected(simulation, roomId),
        actual: list(shown.map(({ seq }) => seq)),
      });
    }
    return rows;
  });
}

function expected({ world }: Simulation, roomId: RoomId): string {
  const live = world.model.messages.inRoom(roomId).filter(({ deletedSeq }) => deletedSeq === null);
  return list(live.map(({ seq }) => seq));
}

function list(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'none';
  const newest = numbers.slice(-NAMED_MAX).join(' ');
  return numbers.length > NAMED_MAX ? `… ${newest}` : newest;
}
