import { FAULT_CLASSES, FAULT_CLASS_NAMES, type FaultClass } from '../plan/fault-classes.js';
import type { Chances, Fault, Op, Plan } from '../plan/plan.js';

/** One thing that goes wrong in a plan: by time, or by a stroke of chance. */
export type PlannedTrouble =
  { readonly fault: Fault } | { readonly name: FaultClass; readonly number: number };

/** Everything that goes wrong in a plan. @param plan - names every stroke of chance that it has. */
export function troublesOf({ faults, chances = {} }: Plan): readonly PlannedTrouble[] {
  const strokes = FAULT_CLASS_NAMES.flatMap((name) =>
    (chances[name] ?? []).map((number) => ({ name, number })),
  );
  return [...faults.map((fault) => ({ fault })), ...strokes];
}

/** The plan with these troubles alone. */
export function withTroubles(plan: Plan, troubles: readonly PlannedTrouble[]): Plan {
  const chances: Record<string, readonly number[]> = {};
  for (const name of Object.keys(plan.chances ?? {})) {
    chances[name] = troubles.flatMap((one) =>
      'name' in one && one.name === name ? [one.number] : [],
    );
  }
  const faults = troubles.flatMap((one) => ('fault' in one ? [one.fault] : []));
  return { ...plan, faults, chances };
}

/** The plan with every stroke of chance named that a run of it has had: the same run. */
export function withNamedChances(
  plan: Plan,
  counts: Readonly<Partial<Record<FaultClass, number>>>,
): Plan {
  const chances: Partial<Record<FaultClass, readonly number[]>> = {};
  for (const name of FAULT_CLASS_NAMES) {
    const all = Array.from({ length: counts[name] ?? 0 }, (_, at) => at + 1);
    chances[name] = all.filter((number) => plan.chances?.[name]?.includes(number) ?? true);
  }
  return { ...plan, chances: chances satisfies Chances };
}

/** The plan without a class: neither by time nor by chance. */
export function withoutClass(plan: Plan, name: FaultClass): Plan {
  const { config } = plan;
  const off = { ...config.faults, [name]: { ...config.faults[name], on: false } };
  const faults = plan.faults.filter((fault) => fault.class !== name);
  return { ...plan, faults, config: { ...config, faults: off } };
}

/** The plan without whatever a client does or suffers. */
export function withoutClient(plan: Plan, client: string): Plan {
  const ops = plan.ops.filter(({ actor }) => actor !== client);
  const faults = plan.faults.filter((fault) => !('client' in fault) || fault.client !== client);
  return { ...plan, ops, faults };
}

/** What an operation is about, for those who take away by it. */
export function roomOf(op: Op): string | null {
  if ('room' in op) return op.room;
  return op.kind === 'createRoom' ? op.id : null;
}

/** A trouble in a few words. */
export function troubleText(trouble: PlannedTrouble): string {
  if ('name' in trouble) {
    const { name, number } = trouble;
    return `${name} chance ${String(number)}: ${FAULT_CLASSES[name].title}`;
  }
  const { fault } = trouble;
  const whom = 'client' in fault ? ` of ${fault.client}` : '';
  return `${fault.class}${whom} at ${seconds(fault.t)}: ${FAULT_CLASSES[fault.class].title}`;
}

export function opText(op: Op): string {
  const about = 'message' in op ? ` ${op.message}` : 'room' in op ? ` in ${op.room}` : '';
  return `${op.actor} ${op.kind}${about} at ${seconds(op.t)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}
