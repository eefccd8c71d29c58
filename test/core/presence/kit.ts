import type { PresenceFrame } from '../../../core/vocabulary/frames.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Activity } from '../../../core/vocabulary/presence.js';
import type { Caller } from '../../../ports/auth.js';
import type { FakeSocket } from '../delivery/fake-socket.js';
import { eventually, Kit, settle } from '../delivery/kit.js';

/** Time until a process says who is present, with a tick. */
const SETTLED_MS = 10_200;

/** Delivery that has settled. */
export async function openSettled(): Promise<Kit> {
  const kit = await Kit.open();
  kit.clock.advance(SETTLED_MS);
  await settle();
  return kit;
}

/** Lets time pass and what it brings about come to its end. */
export async function pass(kit: Kit, ms: number): Promise<void> {
  kit.clock.advance(ms);
  await settle();
}

/** Lets time pass in steps of a heartbeat, which some connections say. */
export async function passBeating(kit: Kit, ms: number, sockets: FakeSocket[]): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    for (const socket of sockets) socket.say({ type: 'ping', n: 1 });
    await pass(kit, Math.min(left, 5_000));
  }
}

/** A connection of which somebody is there, that follows the account and the household's room. */
export async function present(
  kit: Kit,
  caller: Caller = kit.caller,
  state: Activity = 'active',
): Promise<FakeSocket> {
  const socket = await kit.connect(caller);
  socket.say({ type: 'here', state });
  for (const stream of ['account', kit.room] as const) {
    socket.say({ type: 'join', stream, position: null });
  }
  await eventually('live', () => socket.of('live').length === 2);
  return socket;
}

/** What a socket was told of one stream, in short: scope and who is how. */
export function told(socket: FakeSocket, stream = 'account'): readonly string[] {
  return framesOf(socket, stream).map(({ scope, present: people }) =>
    [scope, ...people.map(([userId, state]) => `${String(userId)} ${state}`)].join(' '),
  );
}

export function framesOf(socket: FakeSocket, stream = 'account'): readonly PresenceFrame[] {
  return socket.of('presence').filter((frame) => frame.stream === stream);
}

/** `1 active`, as {@link told} says it. */
export function is(caller: Caller, state: string): string {
  return `${String(caller.userId)} ${state}`;
}

/** Somebody whom nobody has heard of. */
export const NOBODY = 999 as UserId;
