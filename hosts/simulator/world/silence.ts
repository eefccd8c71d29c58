import type { ServerHost } from './server-host.js';
import type { ServerProcess } from './server-process.js';
import type { World } from './world.js';

/** Everything of those who have gone is gone within this time: a silent client is kept 45 s. */
const SILENCE_MS = 60_000;
const LOOK_MS = 1_000;

type Amounts = Readonly<Record<string, number>>;

/**
 * Everyone has gone: no process holds anything of them after a while.
 *
 * @param run - lets time pass; false: it can't.
 */
export function awaitSilence(
  { host, world }: { readonly host: ServerHost; readonly world: World },
  run: (forMs: number) => boolean,
): void {
  for (let waitedMs = 0; waitedMs < SILENCE_MS; waitedMs += LOOK_MS) {
    if (held(host).every(([, amounts]) => isEmpty(amounts))) break;
    if (!run(LOOK_MS)) return;
  }
  for (const [lane, amounts] of held(host)) world.model.resources.left(lane, amounts);
}

function held({ nodes }: ServerHost): readonly (readonly [string, Amounts])[] {
  return nodes.flatMap(({ process }) =>
    process === null ? [] : [[process.life.lane, heldBy(process)] as const],
  );
}

/** What delivery of a process holds, beside the timer of its next look at the log. */
function heldBy({ delivery, deliveryTimers }: ServerProcess): Amounts {
  return { ...delivery.stats(), timers: Math.max(0, deliveryTimers - 1) };
}

function isEmpty(amounts: Amounts): boolean {
  return Object.values(amounts).every((one) => one === 0);
}
