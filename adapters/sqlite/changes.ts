import type { ChangeToken, Changes } from '../../ports/store.js';
import type { Epoch } from '../../core/vocabulary/position.js';
import { runsOf } from './batch.js';
import { selectChanges, selectEnd } from './queries/log.js';
import type { Scope } from './scope.js';
import { EPOCH_FACT } from './snapshot.js';

/** The history and the row id of its newest event; 0 where there is none. */
async function endOf(scope: Scope): Promise<{ readonly epoch: Epoch; readonly last: number }> {
  const row = await scope.one(selectEnd, { name: EPOCH_FACT });
  return { epoch: row?.epoch ?? '', last: row?.last ?? 0 };
}

/** The end of the order of commits, as of the scope's snapshot. */
export async function readChangeToken(scope: Scope): Promise<ChangeToken> {
  const { epoch, last } = await endOf(scope);
  return tokenOf(epoch, last);
}

/** What was committed after a token; from another history or from above the end it starts over. */
export async function readChanges(
  scope: Scope,
  token: ChangeToken,
  limit: number,
): Promise<Changes> {
  const { epoch, last } = await endOf(scope);
  const newest = tokenOf(epoch, last);
  // Nearly always, and asked several times a second.
  if (token === newest) return { runs: [], token, restarted: false };
  const after = placeIn(epoch, token);
  if (after === null || after > last) return { runs: [], token: newest, restarted: true };
  const rows = await scope.all(selectChanges, { after, limit });
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
