import { InvalidArgumentError } from 'commander';
import { isProfileName, PROFILE_NAMES, type ProfileName } from '../plan/profiles.js';

/** Seeds of one run of the command. */
const SEEDS_MAX = 1_000_000;

/** A day. */
const SECONDS_MAX = 86_400;

/** An option that may come again. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** In decimal, or in hexadecimal after 0x. */
export function seedNumber(text: string): number {
  const seed = Number(text);
  if (/^(?:\d+|0x[0-9a-f]+)$/i.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError('A seed is a whole number from 0 on.');
}

export function seedRange(text: string): readonly number[] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    throw new InvalidArgumentError('A range of seeds is of the form 1..200.');
  }
  const from = seedNumber(first);
  const count = seedNumber(last) - from + 1;
  if (count < 1 || count > SEEDS_MAX) {
    throw new InvalidArgumentError('A range goes up, and holds a million seeds at most.');
  }
  return Array.from({ length: count }, (_, at) => from + at);
}

export function jobCount(text: string): number {
  const count = seedNumber(text);
  if (count >= 1 && count <= 64) return count;
  throw new InvalidArgumentError('Processes are 1 to 64.');
}

export function secondsCount(text: string): number {
  const count = seedNumber(text);
  if (count >= 1 && count <= SECONDS_MAX) return count;
  throw new InvalidArgumentError('Seconds are 1 to 86400.');
}

export function profileName(text: string): ProfileName {
  if (isProfileName(text)) return text;
  throw new InvalidArgumentError(`A profile is ${PROFILE_NAMES.join(', ')}.`);
}

/** The profile as the first of the settings; none where it is not given. */
export function withProfile(
  settings: readonly string[],
  profile: ProfileName | undefined,
): readonly string[] {
  return profile === undefined ? settings : [`profile=${profile}`, ...settings];
}
