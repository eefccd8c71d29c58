/**
 * Does something with each item, so many of them at a time.
 *
 * @param then - is given the results in the order of the items, each as soon as those before it are
 * there.
 */
export async function atOnce<Item, Result>(
  items: readonly Item[],
  count: number,
  {
    each,
    then,
  }: {
    readonly each: (item: Item) => Promise<Result>;
    readonly then: (result: Result, item: Item) => void;
  },
): Promise<void> {
  const queue = items.entries();
  const results = new Map<number, Result>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (const [at, item] of queue) {
      results.set(at, await each(item));
      for (; results.has(next); next += 1) {
        then(results.get(next) as Result, items[next] as Item);
        results.delete(next);
      }
    }
  };
  await Promise.all(Array.from({ length: count }, work));
}
