import type { ChangeToken, Changes } from '../../ports/store.js';
import type { Epoch } from '../../core/vocabulary/position.js';
import { runsOf } from './batch.js';
import { selectChanges, selectFact, selectLastChange } from './queries/log.js';
import type { Scope } from './scope.js';
import { EPOCH_FACT } from './snapshot.js';

/** Row id of the newest event of all; 0 where there is none. */
async function lastChange(scope: Scope): Promise<number> {
  // `max` of no rows is null, which the builder's types do not say.
  return ((await scope.one(selectLastChange, {}))?.id as number | null | undefined) ?? 0;
}

async function epochOf(scope: Scope): Promise<Epoch> {
  return (await scope.one(selectFact, { name: EPOCH_FACT }))?.value ?? '';
}

/** The end of the order of commits, as of the scope's snapshot. */
export async function readChangeToken(scope: Scope): Promise<ChangeToken> {
  return tokenOf(await epochOf(scope), await lastChange(scope));
}

/** What was committed after a token; from another history or from above the end it starts over. */
export async function readChanges(
  scope: Scope,
  token: ChangeToken,
  limit: number,
): Promise<Changes> {
  const epoch = await epochOf(scope);
  const last = await lastChange(scope);
  const after = placeIn(epoch, token);
  if (after === null || after > last) {
    return { runs: [], token: tokenOf(epoch, last), restarted: true };
  }
  const rows = after === last ? [] : await scope.all(selectChanges, { after, limit });
  const end = rows.at(-1)?.id ?? after;
  return { runs: runsOf(rows), token: tokenOf(epoch, end), restarted: false };
}

function tokenOf(epoch: Epoch, id: number): ChangeToken {
  return `${epoch}.${String(id)}`;
}

/** The row id that a token of this epoch names, else null. */
function placeIn(epoch: Epoch, token: ChangeToken): number | null {
  const [, ofEpoch, digits] = /^([0-9a-f]+)\.([0-9]{1,16})$/.exec(token) ?? [];
  return ofEpoch === epoch && digits !== undefined ? Number(digits) : null;
}
