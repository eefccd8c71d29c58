import type { MutatedSources } from '../mutants/mutant.js';
import { readSource } from '../mutants/project.js';
import type { GeneratedMutant } from './generate-mutants.js';

type Numbered = Pick<GeneratedMutant, 'node' | 'text'> & { readonly number: number };

/**
 * The sources of some mutants with each text beside the one that it replaces: which of them runs is
 * asked each time. So one process tries all mutants, and stays warm.
 */
export function switched(mutants: readonly GeneratedMutant[]): MutatedSources {
  const places = new Map<string, Numbered[]>();
  for (const [number, { file, node, text }] of mutants.entries()) {
    places.set(file, [...(places.get(file) ?? []), { node, text, number }]);
  }
  return Object.fromEntries(
    [...places].map(([file, those]) => [file, withSwitches(readSource(file), those)] as const),
  );
}

/** Nodes lie side by side or one in the other, so what stands around them does as well. */
function withSwitches(source: string, places: readonly Numbered[]): string {
  const marks = places.flatMap(({ node: { from, to, isStatement }, text, number }) => {
    const isChanged = `globalThis.hearthPlaceAt(${String(number)})`;
    const before = isStatement ? `{ if (!${isChanged}) ` : `(${isChanged} ? (${text}) : (`;
    return [
      { at: from, size: to - from, number, text: before },
      { at: to, size: from - to, number: -number, text: isStatement ? ' }' : '))' },
    ];
  });
  // What opens at a place stands after what closes there; the larger opens first and closes last.
  marks.sort(
    (one, other) => one.at - other.at || order(one.size, other.size) || one.number - other.number,
  );
  let text = '';
  let done = 0;
  for (const mark of marks) {
    text += source.slice(done, mark.at) + mark.text;
    done = mark.at;
  }
  return text + source.slice(done);
}

/** Sizes of what closes are below zero. */
function order(one: number, other: number): number {
  if (one < 0 !== other < 0) return one - other;
  return other - one;
}
