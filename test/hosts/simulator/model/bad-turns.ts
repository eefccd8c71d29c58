import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { Lines } from '../../../../hosts/simulator/model/turns.js';
import type { BadHistory } from './bad-histories.js';

const PLACE = 'server@1';

/** What the process shows after each step; it counts nobody that is passed over. */
function shows(model: Model, ...lines: readonly Lines[]): void {
  for (const shown of lines) {
    model.turns.shows(PLACE, { lines: shown, isFull: false, loops: 9, passedOver: 0 });
  }
}

/** A read comes, and waits. */
function comes(model: Model, lines: Lines): void {
  model.turns.comes(PLACE);
  shows(model, lines);
}

/** A turn is given out. */
function given(model: Model, lines: Lines): void {
  model.turns.given(PLACE);
  shows(model, lines);
}

/** Reads that wait for their turn, and news that wait to be told. */
export const BAD_TURNS: readonly BadHistory[] = [
  {
    invariant: 'R-QUEUE',
    title: 'a smaller gap that is passed over twice in a row',
    play: (model) => {
      comes(model, [0, 0, 1]);
      comes(model, [0, 0, 2]);
      comes(model, [1, 0, 2]);
      given(model, [1, 0, 1]);
      given(model, [1, 0, 0]);
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'somebody who waits longest and is passed over, and nobody counts it',
    play: (model) => {
      comes(model, [0, 0, 1]);
      comes(model, [1, 0, 1]);
      given(model, [0, 0, 1]);
    },
  },
  {
    invariant: 'R-QUEUE',
    title: 'news that are kept though nothing has happened for long',
    play: (model) => {
      model.service.kept(PLACE, 1, { forMs: 2_001, mostMs: 2_000 });
    },
  },
];
