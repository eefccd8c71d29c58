/** Makes a test of a body that is given a bench of its own, which is closed whatever happens. */
export type OnBench<Bench> = (body: (bench: Bench) => Promise<void>) => () => Promise<void>;

export function onBench<Bench extends { close(): Promise<void> }>(
  setup: () => Promise<Bench>,
): OnBench<Bench> {
  return (body) => async () => {
    const bench = await setup();
    try {
      await body(bench);
    } finally {
      await bench.close();
    }
  };
}
