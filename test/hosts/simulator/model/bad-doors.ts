import type { PresenceFrame, TypistFrame } from '../../../../core/vocabulary/frames.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, ROOM, STREAM } from './histories.js';

const PLACE = 'server@1';
const NODE = 'server';
const PACE = { riseMs: 900, fallMs: 5_000, lateMs: 3_000 };
const ADDRESS = 'house 1';
const ROOM_FOR_TWO = {
  connectionsMax: 2,
  greetingsMax: 2,
  connectionsPerPersonMax: 2,
  connectionsPerAddressMax: 2,
};
const TYPIST: TypistFrame = {
  type: 'typist',
  roomId: ROOM,
  person: { id: ANA, name: 'Ana', role: 'member', version: 1 },
  act: 'start',
  fence: 1,
};

const PRESENCE: PresenceFrame = {
  type: 'presence',
  stream: STREAM,
  scope: 'summary',
  version: 1,
  certainMs: 1,
  counts: { active: 1, away: 0 },
  present: [],
  people: [],
};

/** A process gives so much up. */
function shows(model: Model, level: number, readsRunning = 0): void {
  model.pressures.shows(PLACE, NODE, { level, readsRunning, isAwake: true, pace: PACE });
}

/** A process is over a limit and has given so much up, a step a second. */
function pressed(model: Model, moveTo: (ms: number) => void, level: number): void {
  shows(model, 0);
  model.pressures.strained(NODE, 'over');
  for (let step = 1; step <= level; step += 1) {
    moveTo(step * 1_000);
    shows(model, step);
  }
}

function comes(
  model: Model,
  connection: string,
  told: { code: 'busy' | 'limit_exceeded'; retryAfterMs: number | null } | null,
): void {
  model.doors.comes(connection);
  const comer = { connection, person: ANA, address: ADDRESS };
  model.doors.came(PLACE, comer, { told, room: ROOM_FOR_TWO });
}

/** Whom processes let in, and what they gave up under pressure. */
export const BAD_DOORS: readonly BadHistory[] = [
  {
    invariant: 'S-ADMIT',
    title: 'somebody who is turned away while there is room',
    play: (model) => {
      comes(model, 'c1#1', null);
      comes(model, 'c2#1', { code: 'busy', retryAfterMs: 5_000 });
    },
  },
  {
    invariant: 'S-ADMIT',
    title: 'somebody who is turned away and not told for how long',
    play: (model) => {
      comes(model, 'c1#1', null);
      comes(model, 'c2#1', null);
      comes(model, 'c3#1', { code: 'limit_exceeded', retryAfterMs: null });
    },
  },
  {
    invariant: 'S-ADMIT',
    title: 'somebody who goes because another one comes',
    play: (model) => {
      comes(model, 'c1#1', null);
      model.doors.comes('c2#1');
      model.doors.ends('c1#1', null);
    },
  },
  {
    invariant: 'S-ADMIT',
    title: 'somebody who is turned away after having been taken',
    play: (model) => {
      comes(model, 'c1#1', null);
      model.doors.welcomed('c1#1');
      model.doors.ends('c1#1', 'limit_exceeded');
    },
  },
  {
    invariant: 'S-ADMIT',
    title: 'somebody who is turned away though all others have left or are welcome',
    play: (model) => {
      comes(model, 'c1#1', null);
      comes(model, 'c2#1', null);
      model.doors.welcomed('c1#1');
      model.doors.left('c2#1');
      comes(model, 'c3#1', { code: 'busy', retryAfterMs: 5_000 });
    },
  },
  {
    invariant: 'R-SHED',
    title: 'pressure that is said to be over, and was not there',
    play: (model) => {
      shows(model, 0);
      model.pressures.saidOver('server@1');
    },
  },
  {
    invariant: 'R-SHED',
    title: 'pressure that is over, and nothing is said of it',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      model.pressures.strained('server', 'eased');
      moveTo(9_000);
      shows(model, 0);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'two things that are given up at once',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      moveTo(2_000);
      shows(model, 3);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'something that is given up without pressure',
    play: (model) => {
      shows(model, 0);
      shows(model, 1);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'something that is taken back under pressure',
    play: (model, moveTo) => {
      pressed(model, moveTo, 2);
      moveTo(9_000);
      shows(model, 1);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'two things that are given up within a second',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      moveTo(1_500);
      shows(model, 2);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'pressure under which nothing is given up',
    play: (model, moveTo) => {
      pressed(model, moveTo, 0);
      moveTo(4_000);
      shows(model, 0);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'something that is not taken back when pressure is over',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      model.pressures.strained(NODE, 'eased');
      moveTo(9_500);
      shows(model, 1);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'a connection that is taken while new ones are given up',
    play: (model, moveTo) => {
      pressed(model, moveTo, 3);
      comes(model, 'c1#1', null);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'new connections that are given up before presence',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      comes(model, 'c1#1', { code: 'busy', retryAfterMs: 5_000 });
    },
  },
  {
    invariant: 'R-SHED',
    title: 'typing that is told while it is given up',
    play: (model, moveTo) => {
      pressed(model, moveTo, 1);
      model.pressures.sent(PLACE, TYPIST);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'presence that is told while it is given up',
    play: (model, moveTo) => {
      pressed(model, moveTo, 2);
      model.pressures.sent(PLACE, PRESENCE);
    },
  },
  {
    invariant: 'R-SHED',
    title: 'reads that run beside each other while they are to be slow',
    play: (model, moveTo) => {
      pressed(model, moveTo, 4);
      shows(model, 4, 2);
    },
  },
];
