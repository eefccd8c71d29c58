/**
 * `keyCode` of a key that an input method took, where the browser has already ended its
 * composition.
 */
const KEY_CODE_OF_INPUT_METHOD = 229;

/**
 * Whether a key press belongs to an input method and so is none of ours. Every key handler asks
 * first.
 *
 * Safari ends the composition before the Enter that confirms it, so `isComposing` alone is not
 * enough.
 */
export function isImeKey(event: {
  readonly isComposing: boolean;
  readonly keyCode: number;
}): boolean {
  return event.isComposing || event.keyCode === KEY_CODE_OF_INPUT_METHOD;
}
