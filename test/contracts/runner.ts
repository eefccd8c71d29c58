/** What a contract suite needs of a test runner: mocha, vitest and node:test all have it. */
export interface ContractRunner {
  describe(title: string, body: () => void): void;
  it(title: string, body: () => Promise<void> | void): void;
  before(body: () => Promise<void> | void): void;
  after(body: () => Promise<void> | void): void;
}
