/** Public entry of the package: Hearth in another program, and core's verbs. */
export * from '../../core/index.js';
export { createHearth, type Hearth } from './create-hearth.js';
export type { Verbs } from './container.js';
export { type HearthOptions, type HttpOptions, type SqliteOptions } from './options.js';
