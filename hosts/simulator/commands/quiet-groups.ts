import { FAULT_CLASS_NAMES } from '../plan/fault-classes.js';
import { configOf } from '../plan/settings.js';
import type { Canary } from './canary-files.js';
import { settingsOf } from './hunt.js';

/** Canaries that are tried together on seeds without any of what reveals one of them. */
export interface QuietGroup<Member extends Canary = Canary> {
  readonly members: readonly Member[];
  /** All that is pinned in their seeds: whatever one of them asks for, and nothing against it. */
  readonly settings: readonly string[];
}

/** The more there are, the likelier one of them does harm only because of another. */
const MEMBERS_MAX = 8;

/** One whose pins are being filled in. */
interface Growing<Member> {
  readonly members: Member[];
  /** Value by name. */
  readonly pins: Map<string, string>;
  /** Fault classes that are on in its seeds. */
  readonly troubles: string;
}

/**
 * Parts canaries into such as can be tried together: they change different files, their seeds have
 * the same classes of faults on, and no value is pinned differently. So each runs with all that it
 * pins, and with no trouble that it would not have by itself. Those that need nothing are left out.
 */
export function quietGroups<Member extends Canary>(
  canaries: readonly Member[],
): readonly QuietGroup<Member>[] {
  const groups: Growing<Member>[] = [];
  for (const canary of canaries) {
    const without = withoutNeeds(canary);
    if (without.length === 0) continue;
    const settings = [...settingsOf(canary), ...without];
    const pins = pinsOf(settings);
    const troubles = troublesOf(canary, settings);
    const group = groups.find((one) => isFit(one, { members: [canary], pins, troubles }));
    if (group === undefined) groups.push({ members: [canary], pins, troubles });
    else {
      group.members.push(canary);
      for (const [name, value] of pins) group.pins.set(name, value);
    }
  }
  return groups.map(({ members, pins }) => ({
    members,
    settings: [...pins].map(([name, value]) => `${name}=${value}`),
  }));
}

/** What takes away all that reveals a canary; nothing for one that is seen in any seed. */
export function withoutNeeds({ needs, without = [] }: Canary): readonly string[] {
  return [...needs.map((name) => `${name}.on=false`), ...without];
}

function isFit<Member extends Canary>(group: Growing<Member>, one: Growing<Member>): boolean {
  const { members, pins, troubles } = group;
  const files = new Set(members.map(({ file }) => file));
  return (
    members.length < MEMBERS_MAX &&
    troubles === one.troubles &&
    !one.members.some(({ file }) => files.has(file)) &&
    [...one.pins].every(([name, value]) => (pins.get(name) ?? value) === value)
  );
}

/** The last value of each name; how strong a class would be that is off is no matter. */
function pinsOf(settings: readonly string[]): Map<string, string> {
  const pins = new Map(settings.map((setting) => setting.split('=', 2) as [string, string]));
  for (const name of pins.keys()) {
    const [word = ''] = name.split('.');
    if (name !== `${word}.on` && pins.get(`${word}.on`) === 'false') pins.delete(name);
  }
  return pins;
}

/** Calm seeds have the same classes on, whatever their number: others are like no other's. */
function troublesOf({ id, profile }: Canary, settings: readonly string[]): string {
  if (!settings.includes('preset=calm')) return `those of ${String(id)}`;
  const { faults } = configOf(1, settings);
  const on = FAULT_CLASS_NAMES.filter((name) => faults[name].on);
  return [profile ?? 'smoke', ...on].join(' ');
}
