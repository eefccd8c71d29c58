import type { Invariant, Scene, SimulatedApp, SimulationDefinition } from './definition.js';
import type { SeedResult, SimulatedViolation } from './seed-result.js';

/** Holds the model of one seed, and says what is violated first. */
export class Judge<App extends SimulatedApp, Client, Model> {
  readonly model: Model;
  readonly #invariants: readonly Invariant<App, Client, Model>[];
  readonly #sometimes: readonly string[];
  readonly #nowMs: () => number;
  readonly #goals = new Set<string>();
  readonly #judged = new Map<string, number>();
  #scene: (() => Omit<Scene<App, Client, Model>, 'model'>) | null = null;
  #violation: SimulatedViolation | null = null;

  constructor(definition: SimulationDefinition<App, Client, Model>, nowMs: () => number) {
    this.model = definition.model();
    this.#invariants = definition.invariants;
    this.#sometimes = definition.sometimes ?? [];
    this.#nowMs = nowMs;
  }

  watch(scene: () => Omit<Scene<App, Client, Model>, 'model'>): void {
    this.#scene = scene;
  }

  /** Only the first counts: what comes after it may follow from it. */
  report(invariant: string, detail: string): void {
    this.#violation ??= { invariant, atMs: this.#nowMs(), detail };
  }

  goal(name: string): void {
    if (this.#sometimes.includes(name)) this.#goals.add(name);
    else this.report('S-NO-DEFECT', `"${name}" is not among the situations of the definition`);
  }

  /** @returns whether the run is to stop. */
  always(): boolean {
    this.#check('always');
    return this.#violation !== null;
  }

  atEnd(): void {
    if (this.#violation !== null) return;
    this.#check('always');
    this.#check('end');
  }

  result(): Pick<SeedResult, 'ok' | 'violation' | 'goals' | 'judged'> {
    const violation = this.#violation;
    const judged = Object.fromEntries(this.#judged);
    return { ok: violation === null, violation, goals: [...this.#goals], judged };
  }

  #check(when: 'always' | 'end'): void {
    if (this.#scene === null) return;
    const scene = { ...this.#scene(), model: this.model };
    for (const invariant of this.#invariants) {
      if (invariant.when !== when) continue;
      const { id } = invariant;
      const said = invariant.check(scene);
      if (said === undefined) continue;
      this.#judged.set(id, (this.#judged.get(id) ?? 0) + 1);
      if (said !== null) this.report(id, said);
    }
  }
}
