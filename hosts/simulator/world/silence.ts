import type { ServerHost } from './server-host.js';
import type { ServerProcess } from './server-process.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** Everything of those who have gone is gone within this time: a silent client is kept 45 s. */
const SILENCE_MS = 60_000;
const LOOK_MS = 1_000;

type Amounts = Readonly<Record<string, number>>;

interface Places {
  readonly world: World;
  readonly host: ServerHost;
  readonly tabs: ReadonlyMap<string, Tab>;
}

/**
 * Everyone has gone: no process and no page holds anything of them after a while.
 *
 * @param run - lets time pass; false: it can't.
 */
export function awaitSilence(places: Places, run: (forMs: number) => boolean): void {
  for (let waitedMs = 0; waitedMs < SILENCE_MS; waitedMs += LOOK_MS) {
    if (held(places).every(([, amounts]) => isEmpty(amounts))) break;
    if (!run(LOOK_MS)) return;
  }
  for (const [place, amounts] of held(places)) places.world.model.resources.left(place, amounts);
}

function held({ host, tabs }: Places): readonly (readonly [string, Amounts])[] {
  const ofProcesses = host.nodes.flatMap(({ process }) =>
    process === null ? [] : [[process.life.lane, heldBy(process)] as const],
  );
  // What has come for a page that is frozen waits until it goes on.
  const ofPages = [...tabs.values()].flatMap(({ name, client, isRunning }) =>
    client === null || !isRunning ? [] : [[name, { ...client.stats() }] as const],
  );
  return [...ofProcesses, ...ofPages];
}

/** What delivery of a process holds, beside the timer of its next look at the log. */
function heldBy({ delivery, deliveryTimers }: ServerProcess): Amounts {
  return { ...delivery.stats(), timers: Math.max(0, deliveryTimers - 1) };
}

function isEmpty(amounts: Amounts): boolean {
  return Object.values(amounts).every((one) => one === 0);
}
