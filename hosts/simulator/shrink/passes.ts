import { FAULT_CLASS_NAMES, type FaultClass } from '../plan/fault-classes.js';
import type { Config } from '../plan/config.js';
import type { Op, Plan } from '../plan/plan.js';
import { ddmin } from './ddmin.js';
import {
  roomOf,
  troublesOf,
  withNamedChances,
  withoutClass,
  withoutClient,
  withTroubles,
} from './parts.js';
import type { Trial } from './trial.js';

/** Makes a failing plan smaller. @returns one that fails in the same way, the same one at worst. */
export type Pass = (plan: Plan, trial: Trial) => Promise<Plan>;

/** Times are rounded to this where it changes nothing. */
const ROUND_MS = 100;
/** Settings that are noise: each has a value with which less happens. */
const QUIET: readonly (readonly [keyof Config, unknown])[] = [
  ['shuffleTies', false],
  ['reverseUnorderedSelects', false],
];
/** Counts in the config that are tried at one. */
const ONE_OF = ['processes', 'tabs'] as const;

/** Probabilities that are tried instead of a small one. */
const LIKELY = [1, 0.3] as const;

/** Leaves out what comes after the failure, or, where that is found at the end, what comes late. */
const truncate: Pass = async (plan, trial) => {
  const outcome = await trial.outcome(plan);
  const at = outcome.kind === 'ran' ? outcome.result.firstViolation?.at : undefined;
  const { durationMs } = plan.config;
  const ends = at === undefined || at >= durationMs ? [] : [Math.ceil(at) + 1];
  const parts = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];
  const candidates = [...ends, ...parts.map((part) => Math.ceil(durationMs * part))]
    .sort((one, other) => one - other)
    .map((endMs) => endedAt(plan, endMs));
  return candidates[await trial.first(candidates)] ?? plan;
};

const dropClasses: Pass = (plan, trial) => {
  const on = FAULT_CLASS_NAMES.filter((name) => plan.config.faults[name].on);
  // Delays are turned off later: they change the time of everything.
  const names = on.filter((name) => name !== 'N1');
  return greedily(
    plan,
    trial,
    names.map((name) => (from: Plan) => withoutClass(from, name)),
  );
};

const dropWhole: Pass = async (plan, trial) => {
  const clients = [...new Set(plan.ops.map(({ actor }) => actor))];
  const rooms = [...new Set(plan.ops.map(roomOf))].filter((room) => room !== null);
  const smaller = await greedily(plan, trial, [
    ...clients.map((client) => (from: Plan) => withoutClient(from, client)),
    ...rooms.map((room) => (from: Plan) => withOps(from, (op) => roomOf(op) !== room)),
    ...ONE_OF.map((name) => (from: Plan) => withSetting(from, name, 1)),
  ]);
  return greedily(smaller, trial, [fewerClients]);
};

/**
 * Turns chance into certainty where it fails all the same: then strokes are counted by occasion,
 * and a plan still strikes where it did when code draws otherwise one day.
 */
const makeCertain: Pass = (plan, trial) =>
  greedily(
    plan,
    trial,
    FAULT_CLASS_NAMES.filter((name) => isByChance(plan, name)).flatMap((name) =>
      LIKELY.map((probability) => (from: Plan) => moreLikely(from, name, probability)),
    ),
  );

const dropFaults: Pass = async (plan, trial) => {
  const outcome = await trial.outcome(plan);
  if (outcome.kind !== 'ran') return plan;
  const named = withNamedChances(plan, outcome.result.chances);
  if (!(await trial.reproduces(named))) return plan;
  const left = await ddmin(troublesOf(named), (lists) =>
    trial.first(lists.map((list) => withTroubles(named, list))),
  );
  return withTroubles(named, left);
};

const dropOps: Pass = async (plan, trial) => {
  const ops = await ddmin(plan.ops, (lists) =>
    trial.first(lists.map((list) => ({ ...plan, ops: list }))),
  );
  return greedily({ ...plan, ops }, trial, [fewerClients]);
};

const quieten: Pass = (plan, trial) =>
  greedily(plan, trial, [
    (from) => withoutClass(from, 'N1'),
    ...QUIET.map(
      ([name, value]) =>
        (from: Plan) =>
          withSetting(from, name, value),
    ),
  ]);

const simplify: Pass = (plan, trial) =>
  greedily(plan, trial, [
    (from) => ({ ...from, ops: from.ops.map(shortBody) }),
    (from) => ({ ...from, ops: from.ops.map(rounded), faults: from.faults.map(rounded) }),
    ...plan.ops.map((_, at) => (from: Plan) => ({
      ...from,
      ops: from.ops.map((op, index) => (index === at ? rounded(shortBody(op, at)) : op)),
    })),
    ...plan.faults.map((_, at) => (from: Plan) => ({
      ...from,
      faults: from.faults.map((fault, index) => (index === at ? rounded(fault) : fault)),
    })),
  ]);

/** In this order, again and again until nothing changes any more. */
export const PASSES: readonly Pass[] = [
  truncate,
  dropClasses,
  dropWhole,
  makeCertain,
  dropFaults,
  dropOps,
  quieten,
  simplify,
];

/** Tries each change on what the ones before have left; keeps those with which it still fails. */
async function greedily(
  plan: Plan,
  trial: Trial,
  changes: readonly ((from: Plan) => Plan)[],
): Promise<Plan> {
  let left = plan;
  let waiting = changes;
  while (waiting.length > 0 && !trial.isOver) {
    const found = await trial.first(waiting.map((change) => change(left)));
    if (found < 0) return left;
    left = waiting[found]?.(left) ?? left;
    waiting = waiting.slice(found + 1);
  }
  return left;
}

function isByChance({ config }: Plan, name: FaultClass): boolean {
  const settings = config.faults[name];
  return settings.on && 'probability' in settings && settings.probability < LIKELY[1];
}

/** The plan with a class that strikes more often, and at every stroke. */
function moreLikely(plan: Plan, name: FaultClass, probability: number): Plan {
  if (!isByChance(plan, name)) return plan;
  const { config } = plan;
  const faults = { ...config.faults, [name]: { ...config.faults[name], probability } };
  const chances = Object.fromEntries(
    Object.entries(plan.chances ?? {}).filter(([other]) => other !== name),
  );
  return { ...plan, config: { ...config, faults }, chances };
}

function endedAt(plan: Plan, endMs: number): Plan {
  const before = ({ t }: { readonly t: number }): boolean => t <= endMs;
  const config = { ...plan.config, durationMs: endMs };
  return { ...plan, config, ops: plan.ops.filter(before), faults: plan.faults.filter(before) };
}

function withOps(plan: Plan, keep: (op: Op) => boolean): Plan {
  return { ...plan, ops: plan.ops.filter(keep) };
}

/** The plan with a value of its config, where the config has it. */
function withSetting(plan: Plan, name: string, value: unknown): Plan {
  if (!Object.hasOwn(plan.config, name)) return plan;
  return { ...plan, config: { ...plan.config, [name]: value } };
}

/** No client after the last one that does or suffers anything. */
function fewerClients(plan: Plan): Plan {
  const named = [
    ...plan.ops.map(({ actor }) => actor),
    ...plan.faults.flatMap((fault) => ('client' in fault ? [fault.client] : [])),
  ];
  const numbers = named.map((name) => Number(/^c(\d+)/.exec(name)?.[1] ?? 1));
  return withSetting(plan, 'clients', Math.max(1, ...numbers));
}

function rounded<Item extends { readonly t: number }>(item: Item): Item {
  return { ...item, t: Math.round(item.t / ROUND_MS) * ROUND_MS };
}

/** Bodies that tell messages apart, and no more. */
function shortBody(op: Op, at: number): Op {
  return 'body' in op ? { ...op, body: letters(at) } : op;
}

function letters(at: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (at % 26));
  return at < 26 ? letter : letters(Math.floor(at / 26) - 1) + letter;
}
