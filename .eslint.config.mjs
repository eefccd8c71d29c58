import tseslint from 'typescript-eslint';

const PURE = ['core/**/*.ts', 'ports/**/*.ts'];
const TESTS = ['test/**/*.ts', 'test/**/*.tsx'];
const SETUP = ['hosts/setup/**/*.mjs'];

/** What core and ports may not reach: time, chance and the outside come through ports. */
const IMPURE_GLOBALS = [
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
  'process',
  'Buffer',
  'global',
  'globalThis',
  'window',
  'self',
  'document',
  'crypto',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MessageChannel',
  'Worker',
  'navigator',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'TextEncoder',
  'TextDecoder',
  'WeakRef',
  'FinalizationRegistry',
  'Atomics',
  'SharedArrayBuffer',
  'Intl',
  'console',
  'require',
  'eval',
].map((name) => ({ name, message: 'It comes through a port.' }));

const IMPURE_PROPERTIES = [
  { object: 'Date', property: 'now', message: 'Time comes through Clock.' },
  { object: 'Math', property: 'random', message: 'Chance comes through Random.' },
  { object: 'Promise', property: 'race', message: 'The winner would depend on the event loop.' },
  { object: 'Promise', property: 'any', message: 'The winner would depend on the event loop.' },
  ...['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map(locale),
  ...['toLocaleLowerCase', 'toLocaleUpperCase'].map(locale),
];

function locale(property) {
  return { property, message: 'The answer would depend on the machine.' };
}

const EVERYWHERE = [
  { selector: 'TSEnumDeclaration', message: 'A closed set is a union or an `as const` array.' },
  { selector: 'ExportDefaultDeclaration', message: 'Exports are named.' },
];

const IMPURE_SYNTAX = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Time comes through Clock.',
  },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Time comes through Clock.' },
  { selector: 'ImportExpression', message: 'What is needed later is a port.' },
];

export default tseslint.config(
  { ignores: ['dist/**', '.build/**', 'fixtures/**', 'node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx', ...SETUP],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-param-reassign': 'error',
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      'no-console': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: false },
        },
        { selector: 'typeLike', format: ['PascalCase'] },
      ],
      // A number in a text reads well without a cast.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Methods of a port are async by contract, whether or not this adapter waits for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-properties': ['error', ...IMPURE_PROPERTIES],
      'no-restricted-syntax': ['error', ...EVERYWHERE, ...IMPURE_SYNTAX],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'Core and ports import no package.' }] },
      ],
    },
  },
  {
    files: ['hosts/web/**/*.ts', 'hosts/web/**/*.tsx'],
    rules: {
      // React gives handlers nothing to do with their promise; it is theirs to settle.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: SETUP,
    rules: {
      // JSON of npm and of our own stamps, read before any schema library is installed.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      // Chai's `expect(x).to.be.true` is an expression.
      '@typescript-eslint/no-unused-expressions': 'off',
      // A test says what it knows, and fails where it is wrong.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Suites are given their harness in pieces, `({ describe, it })`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Mocha loads a reporter by its default export.
    files: ['hosts/setup/tally-reporter.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
