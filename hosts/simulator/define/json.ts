/** Anything that survives `JSON.stringify`: all that crosses the simulated wire. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
