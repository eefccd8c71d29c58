/**
 * The functions of a test runner that contract suites use; mocha's, vitest's and node:test's
 * fit.
 */
export interface ContractHarness {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, body: () => Promise<void> | void) => void;
  readonly before: (body: () => Promise<void> | void) => void;
  readonly after: (body: () => Promise<void> | void) => void;
}
