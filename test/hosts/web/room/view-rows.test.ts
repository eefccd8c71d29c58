import { expect } from 'chai';

import type { TimelineRow } from '../../../../core/client/timeline-rows.js';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import { MINUTE_MS } from '../../../../core/vocabulary/time.js';
import { viewRows } from '../../../../hosts/web/room/view-rows.js';

const ME = 1 as UserId;
const NOON = new Date(2026, 4, 4, 12).getTime();

function said(authorId: number, at: number, seq = 1): TimelineRow {
  const message = { id: seq, seq, authorId, at, state: 'live', body: 'x' };
  return { kind: 'message', key: `message:${seq}.${at}`, message } as unknown as TimelineRow;
}

function waiting(at: number): TimelineRow {
  const entry = { clientMessageId: 'c', createdAt: at, body: 'x', state: { kind: 'queued' } };
  return { kind: 'pending', key: 'own:c', entry } as unknown as TimelineRow;
}

function groups(rows: readonly TimelineRow[]): readonly boolean[] {
  return viewRows(rows, ME).map(({ startsGroup }) => startsGroup);
}

describe('groups and days of a timeline', () => {
  it('UI25 messages of one author within 5 minutes stand under one name', () => {
    const rows = [said(2, NOON), said(2, NOON + 5 * MINUTE_MS - 1), said(2, NOON + 10 * MINUTE_MS)];
    expect(groups(rows)).to.deep.equal([true, false, true]);
  });

  it('UI25 another author begins a group, and an own message on its way joins mine', () => {
    const rows = [said(2, NOON), said(1, NOON + 1), waiting(NOON + 2)];
    expect(groups(rows)).to.deep.equal([true, true, false]);
  });

  it("UI25 a day line stands where the reader's calendar day changes, and begins a group", () => {
    const midnight = new Date(2026, 4, 5).getTime();
    const rows = viewRows([said(2, midnight - 1), said(2, midnight)], ME);
    expect(rows.map(({ startsDay }) => startsDay)).to.deep.equal([true, true]);
    expect(rows.map(({ startsGroup }) => startsGroup)).to.deep.equal([true, true]);
  });
});

describe('the line above what is new', () => {
  function lines(rows: readonly TimelineRow[], newAfter: number | null): readonly boolean[] {
    return viewRows(rows, ME, newAfter).map(({ startsNew }) => startsNew);
  }

  it('RE14 stands above the first message of somebody else that is not read, and begins a group', () => {
    const rows = [said(2, NOON, 3), said(2, NOON + 1, 4), said(2, NOON + 2, 7), said(3, NOON, 8)];
    expect(lines(rows, 4)).to.deep.equal([false, false, true, false]);
    expect(lines(rows, 3)).to.deep.equal([false, true, false, false]);
    const startsGroup = viewRows(rows, ME, 4).map((row) => row.startsGroup);
    expect(startsGroup).to.deep.equal([true, false, true, true]);
  });

  it('RE14 never stands above an own message, confirmed or not', () => {
    const rows = [said(2, NOON, 3), said(1, NOON + 1, 4), said(2, NOON + 2, 5), waiting(NOON + 3)];
    expect(lines(rows, 3)).to.deep.equal([false, false, true, false]);
    expect(lines([said(1, NOON, 4), waiting(NOON)], 0)).to.deep.equal([false, false]);
  });

  it('RE14 is not there where nothing is new', () => {
    const rows = [said(2, NOON, 3), said(2, NOON + 1, 4)];
    expect(lines(rows, null)).to.deep.equal([false, false]);
    expect(lines(rows, 4)).to.deep.equal([false, false]);
  });
});
