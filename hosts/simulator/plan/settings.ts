import type { Seed } from '../kernel/draws.js';
import { drawConfig, type Config } from './config.js';
import { isPresetName, PRESET_NAMES, type PresetName } from './presets.js';
import { isProfileName, PROFILE_NAMES, type ProfileName } from './profiles.js';

/** A setting that does not exist or takes another kind of value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const PROFILE = 'profile=';
const PRESET = 'preset=';

/**
 * What a seed is like with some values pinned. `profile=standard` and `preset=network` come before
 * all others: they decide what is drawn.
 *
 * @throws SettingError for a setting that does not exist.
 */
export function configOf(seed: Seed, settings: readonly string[]): Config {
  const profile = lastOf(settings, PROFILE);
  const preset = lastOf(settings, PRESET);
  const others = settings.filter((one) => !one.startsWith(PROFILE) && !one.startsWith(PRESET));
  const drawn = drawConfig(seed, readProfile(profile), readPreset(preset));
  return others.reduce(applySetting, drawn);
}

function lastOf(settings: readonly string[], start: string): string | undefined {
  return settings.findLast((setting) => setting.startsWith(start))?.slice(start.length);
}

function readProfile(name: string | undefined): ProfileName | undefined {
  if (name === undefined || isProfileName(name)) return name;
  throw new SettingError(`a profile is ${PROFILE_NAMES.join(', ')}, not "${name}"`);
}

function readPreset(name: string | undefined): PresetName | undefined {
  if (name === undefined || isPresetName(name)) return name;
  throw new SettingError(`a preset is ${PRESET_NAMES.join(', ')}, not "${name}"`);
}

/**
 * Replaces one value of a config: `N2.on=false`, `N1.storageUs=5000`, `weights.post=50`,
 * `durationMs=5000`.
 *
 * The first word may be a fault class or a key of the config.
 * @throws SettingError naming what is wrong.
 */
export function applySetting(config: Config, setting: string): Config {
  const match = /^([A-Za-z0-9.]+)=(.*)$/.exec(setting);
  if (match === null) throw new SettingError(`"${setting}" is not of the form NAME=VALUE`);
  const [, name = '', text = ''] = match;
  const words = name.split('.');
  const path = Object.hasOwn(config.faults, words[0] ?? '') ? ['faults', ...words] : words;
  const copy = structuredClone(config) as unknown as Record<string, unknown>;
  const last = path.pop() ?? '';
  let place = copy;
  for (const word of path) {
    const next = Object.hasOwn(place, word) ? place[word] : undefined;
    if (typeof next !== 'object' || next === null) throw unknownSetting(name);
    place = next as Record<string, unknown>;
  }
  if (!Object.hasOwn(place, last)) throw unknownSetting(name);
  place[last] = readValue(name, text, place[last]);
  return copy as unknown as Config;
}

function readValue(name: string, text: string, before: unknown): unknown {
  switch (typeof before) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new SettingError(`${name} is true or false, not "${text}"`);
    case 'number':
      if (text !== '' && Number.isFinite(Number(text)) && Number(text) >= 0) return Number(text);
      throw new SettingError(`${name} is a number from 0 up, not "${text}"`);
    default:
      throw unknownSetting(name);
  }
}

function unknownSetting(name: string): SettingError {
  return new SettingError(`there is no setting "${name}"`);
}
