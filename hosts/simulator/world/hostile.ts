import { SimulatedTransport, type CookieJar } from '../../../adapters/simulated/transport.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Fence } from '../../../core/vocabulary/fence.js';
import type { Channel } from '../../../ports/transport.js';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { HostileAct } from '../plan/plan.js';
import { Admission } from './admission.js';
import { HELLO, MISCHIEF, type Mischief, type Prey } from './hostile-acts.js';
import { personOf } from './person.js';
import { steadyWay } from './steady-way.js';
import { changedOutcome, type World } from './world.js';

/** The hostile client's address, unlike that of any tab. */
export const HOSTILE = 'hostile';

/** A connection of it stands no longer than this. */
const CONNECTION_MS = 3_000;
const SIGN_IN_TRIES = 3;
/** Between two things that it says one after the other. */
const LATER_MS = 70;

/** Somebody who has signed in and speaks the protocol by hand, against its rules. */
export class HostileClient {
  readonly #world: World;
  readonly #life: Life;
  readonly #draws: Draws;
  readonly #admission: Admission;
  readonly #transport: SimulatedTransport;
  readonly #jar: CookieJar = { token: null };
  readonly #channels = new Set<Channel>();
  #fence: Fence | null = null;

  constructor(world: World, joinCode: { value: string | null }) {
    const { kernel, network } = world;
    this.#world = world;
    this.#life = kernel.begin(HOSTILE);
    this.#draws = kernel.draws('U6', HOSTILE);
    this.#admission = new Admission(personOf(HOSTILE), joinCode);
    this.#transport = new SimulatedTransport({
      timeline: timelineOf(kernel, this.#life),
      network,
      conditions: steadyWay(world),
      jar: this.#jar,
      address: HOSTILE,
    });
  }

  /** What another browser's leading tab sends can be forged. */
  overheard(fence: Fence): void {
    this.#fence = fence;
  }

  async strike(what: HostileAct): Promise<void> {
    if (!(await this.#signIn())) return;
    const mischief = MISCHIEF[what];
    for (let number = 0; number < mischief.connections; number += 1) this.#connect(what, mischief);
  }

  /** It goes, and takes its connections with it. */
  stop(): void {
    for (const channel of this.#channels) channel.close();
    this.#world.network.clientEnded(HOSTILE);
    this.#life.end();
  }

  async #signIn(): Promise<boolean> {
    // Nobody is hostile before there is an account.
    if (this.#world.model.messages.rooms.length === 0) return false;
    for (let tries = 0; this.#jar.token === null && tries < SIGN_IN_TRIES; tries += 1) {
      await this.#admission.try(async (request) => {
        try {
          const { status, body } = await this.#transport.request(request);
          return status < 300 && body !== null ? (body as Record<string, unknown>) : null;
        } catch {
          return null;
        }
      });
    }
    const { userId } = this.#admission;
    if (userId !== null) this.#world.model.hostiles.add(userId);
    return this.#jar.token !== null && this.#world.faulty.on;
  }

  #connect(what: HostileAct, mischief: Mischief): void {
    const act = (epoch: string): void => {
      changedOutcome(this.#world, 'U6');
      for (const text of mischief.texts(this.#prey(epoch), this.#draws)) channel.send(text);
    };
    const judge = judgeOf(this.#world, what, mischief);
    const goOn = (): void => {
      for (const [at, text] of (mischief.later?.(this.#prey('')) ?? []).entries()) {
        const step = { kind: 'U6', entity: what };
        this.#life.schedule(at * LATER_MS * 1_000, step, () => {
          channel.send(text);
        });
      }
    };
    const channel = this.#transport.connect({
      opened: () => {
        if (mischief.greets) channel.send(HELLO);
        else act('');
      },
      frame: (text) => {
        const frame = JSON.parse(text) as ServerFrame;
        if (frame.type === 'welcome') act(frame.epoch);
        else judge(frame);
        if (frame.type === 'live') goOn();
      },
      closed: () => {
        this.#channels.delete(channel);
      },
    });
    this.#channels.add(channel);
    this.#life.schedule(CONNECTION_MS * 1_000, { kind: 'U6', entity: 'close' }, () => {
      channel.close();
    });
  }

  #prey(epoch: string): Prey {
    const { messages } = this.#world.model;
    const roomId = this.#draws.pick(messages.rooms);
    const messageId = messages.inRoom(roomId).at(-1)?.id ?? null;
    return { roomId, messageId, fence: this.#fence, epoch };
  }
}

/** Tells the model what became of each thing that must be refused. */
function judgeOf(
  world: World,
  what: HostileAct,
  { allowed }: Mischief,
): (frame: ServerFrame) => void {
  const { refusals } = world.model;
  let isReset = false;
  return (frame) => {
    switch (frame.type) {
      case 'refused':
      case 'denied':
        refusals.turnedAway(what, frame.code, allowed);
        return;
      case 'answer': {
        const code = frame.outcome.ok ? null : frame.outcome.refusal.code;
        if (what === 'flood' && code === 'busy') world.goal('flood-of-commands-refused');
        if (code === 'stale_lease') world.goal('forged-fence-refused');
        if (code === 'forbidden') world.goal('change-of-others-message-refused');
        refusals.turnedAway(what, code, allowed);
        return;
      }
      case 'reset':
        isReset = true;
        world.goal('forged-position-reset');
        return;
      case 'run':
      case 'live':
        // From a position that there is not, nothing goes on.
        if (!isReset) refusals.turnedAway(what, null, allowed);
        return;
      default:
    }
  };
}
