/**
 * Finds which of some lists does what is looked for. @returns the lowest index, or -1 for none.
 */
export type Find<Item> = (lists: readonly (readonly Item[])[]) => Promise<number>;

/**
 * Delta debugging (Zeller and Hildebrandt): a part of a list that still does what the whole does,
 * and none of whose items can be taken away alone.
 *
 * The order of the items stays. Where `find` gives up early, so does this, with what it has.
 */
export async function ddmin<Item>(
  items: readonly Item[],
  find: Find<Item>,
): Promise<readonly Item[]> {
  if (items.length === 0 || (await find([[]])) === 0) return [];
  let left = items;
  let parts = Math.min(2, left.length);
  while (left.length > 1) {
    const chunks = split(left, parts);
    const alone = parts > 2 ? [] : chunks;
    const without = chunks.map((chunk) => left.filter((item) => !chunk.includes(item)));
    const candidates = [...alone, ...without];
    const found = candidates[await find(candidates)];
    if (found !== undefined) {
      parts = alone.includes(found) ? 2 : Math.max(2, parts - 1);
      left = found;
      parts = Math.min(parts, left.length);
    } else if (parts >= left.length) return left;
    else parts = Math.min(left.length, parts * 2);
  }
  return left;
}

function split<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  return Array.from({ length: parts }, (_, at) =>
    items.slice(
      Math.floor((items.length * at) / parts),
      Math.floor((items.length * (at + 1)) / parts),
    ),
  );
}
