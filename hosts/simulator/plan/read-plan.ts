import { OPERATIONS, type Config } from './config.js';
import { defaultConfig } from './defaults.js';
import { FAULT_CLASS_NAMES } from './fault-classes.js';
import { PLAN_VERSION, type Plan } from './plan.js';

/** Why a plan cannot be run by this code. Codes are stable. */
export type PlanErrorCode =
  | 'plan_malformed'
  | 'plan_version'
  | 'plan_unknown_operation'
  | 'plan_unknown_fault'
  | 'plan_unknown_setting';

/** A plan that this code cannot run as it was meant. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code: PlanErrorCode;

  constructor(code: PlanErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Operations of plans that are no operation of a draw of their own. */
const MORE_OPERATIONS = [
  ...['arrive', 'read', 'unread', 'involve', 'type', 'leaveOff'],
  ...['phone', 'afar'],
];

/**
 * Reads the text of a plan, also one of older code: what it does not say is as it was before it
 * could be said.
 *
 * @throws PlanError for what it says and this code does not know.
 */
export function readPlan(text: string): Plan {
  const plan = parse(text);
  if (plan['version'] !== PLAN_VERSION) {
    const found = String(plan['version']);
    throw new PlanError('plan_version', `it is ${found}, and ${String(PLAN_VERSION)} is known`);
  }
  const { ops, faults, config } = plan;
  if (!isListOfObjects(ops) || !isListOfObjects(faults) || !isObject(config)) {
    throw new PlanError('plan_malformed', 'ops and faults are lists, and config is an object');
  }
  const kinds = new Set<unknown>([...OPERATIONS, ...MORE_OPERATIONS]);
  const strange = ops.find(({ kind }) => !kinds.has(kind));
  if (strange !== undefined) {
    throw new PlanError('plan_unknown_operation', `"${String(strange['kind'])}"`);
  }
  checkFaults(faults, plan['chances']);
  const filled = {
    ...plan,
    ops: ops.map(wholeOp),
    faults: faults.map(wholeFault),
    config: wholeConfig(config),
  };
  return filled as unknown as Plan;
}

function parse(text: string): Json {
  try {
    const plan: unknown = JSON.parse(text);
    if (isObject(plan)) return plan;
  } catch {
    // It is told below, with everything else that is no plan.
  }
  throw new PlanError('plan_malformed', 'it is no JSON object');
}

function checkFaults(faults: readonly Json[], chances: unknown): void {
  const names = new Set<unknown>(FAULT_CLASS_NAMES);
  const used = [...faults.map((fault) => fault['class']), ...Object.keys(chances ?? {})];
  const strange = used.find((name) => !names.has(name));
  if (strange !== undefined) throw new PlanError('plan_unknown_fault', JSON.stringify(strange));
}

/** An operation of before people had several tabs: what a person did, their first tab does. */
function wholeOp(op: Json): Json {
  const actor = String(op['actor']);
  return /^c\d+$/.test(actor) ? { ...op, actor: `${actor}.1` } : op;
}

/** A fault of before there were several processes, and several things that happen to a tab. */
function wholeFault(fault: Json): Json {
  const name = String(fault['class']);
  if (name === 'P1' || name === 'P2') return { process: 0, ...fault };
  return name === 'U2' ? { what: 'reload', ...fault } : fault;
}

function wholeConfig(config: Json): Config {
  return whole('config', config, defaultConfig() as unknown as Json) as unknown as Config;
}

/** An object with the defaults of what it does not say. */
function whole(path: string, given: Json, defaults: Json): Json {
  const filled: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const where = `${path}.${name}`;
    if (!Object.hasOwn(defaults, name)) throw new PlanError('plan_unknown_setting', where);
    const before = defaults[name];
    if (typeof value !== typeof before) {
      throw new PlanError('plan_malformed', `${where} is not a ${typeof before}`);
    }
    filled[name] = isObject(value) && isObject(before) ? whole(where, value, before) : value;
  }
  return filled;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.every(isObject);
}
