/** Something that the person at the keyboard has to put right. The message says how. */
export class SetupError extends Error {}
