import type { Model } from '../../../../hosts/simulator/model/model.js';
import { BAD_DELIVERIES } from './bad-deliveries.js';
import { BAD_DOORS } from './bad-doors.js';
import { BAD_ENDS } from './bad-ends.js';
import { BAD_NOTICES } from './bad-notices.js';
import { BAD_PAGES } from './bad-pages.js';
import { BAD_PRESENCES } from './bad-presences.js';
import { BAD_READINGS } from './bad-readings.js';
import { BAD_RESOURCES } from './bad-resources.js';
import { BAD_LEADERS } from './bad-leaders.js';
import { BAD_SERVICES } from './bad-services.js';
import { BAD_STORES } from './bad-stores.js';
import { BAD_TURNS } from './bad-turns.js';
import { BAD_TYPING } from './bad-typing.js';
import { BAD_VERDICTS } from './bad-verdicts.js';
import { BAD_VIEWS } from './bad-views.js';

/** A history made by hand that breaks one invariant, and nothing before it. */
export interface BadHistory {
  readonly invariant: string;
  readonly title: string;
  /** @param moveTo - sets the time of the run, in milliseconds; it begins at 0. */
  readonly play: (model: Model, moveTo: (ms: number) => void) => void;
}

export const BAD_HISTORIES: readonly BadHistory[] = [
  ...BAD_STORES,
  ...BAD_DELIVERIES,
  ...BAD_VIEWS,
  ...BAD_ENDS,
  ...BAD_RESOURCES,
  ...BAD_SERVICES,
  ...BAD_LEADERS,
  ...BAD_READINGS,
  ...BAD_TURNS,
  ...BAD_TYPING,
  ...BAD_PRESENCES,
  ...BAD_NOTICES,
  ...BAD_VERDICTS,
  ...BAD_PAGES,
  ...BAD_DOORS,
];
