import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import nodeTimers from 'node:timers';

/** What the trap is told of: the name of what was reached for. */
export type Tripped = (name: string) => void;

let tripped: Tripped | null = null;
let builtinsPatched = false;

const CRYPTO_CHANCE = [
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'scrypt',
  'pbkdf2',
] as const;
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'] as const;

/**
 * Makes every real clock, source of chance, timer and request throw, until the returned function is
 * called.
 *
 * It tells as well as throws, for a caller may swallow what is thrown. What is said to be `tripped`
 * fails the run. Only synchronous code may run in between: the whole process is affected.
 */
export function setTrap(onTripped: Tripped): () => void {
  patchBuiltins();
  tripped = onTripped;
  const restore = [
    replace(globalThis, 'Date', trappedDate()),
    replace(Math, 'random', refusing('Math.random')),
    replace(performance, 'now', refusing('performance.now')),
    replace(process, 'nextTick', refusing('process.nextTick')),
    replace(process, 'hrtime', refusing('process.hrtime')),
    ...TIMERS.map((name) => replace(globalThis, name, refusing(name))),
    replace(globalThis, 'fetch', refusing('fetch')),
    replace(globalThis, 'crypto', trappedCrypto()),
  ];
  return () => {
    for (const undo of restore) undo();
    tripped = null;
  };
}

function trip(name: string): never {
  tripped?.(name);
  throw new Error(`DETERMINISM ${name}`);
}

function refusing(name: string): () => never {
  return () => trip(name);
}

function trappedDate(): DateConstructor {
  const Real = Date;
  return new Proxy(Real, {
    apply: () => trip('Date()'),
    construct: (target, args: unknown[], self) => {
      if (args.length === 0) trip('new Date()');
      return Reflect.construct(target, args, self) as object;
    },
    get: (target, key) =>
      key === 'now' ? refusing('Date.now') : (Reflect.get(target, key) as unknown),
  });
}

function trappedCrypto(): object {
  return {
    getRandomValues: refusing('crypto.getRandomValues'),
    randomUUID: refusing('crypto.randomUUID'),
    get subtle(): never {
      return trip('crypto.subtle');
    },
  };
}

/** Named imports of a built-in keep what they were bound to: these are wrapped once, for good. */
function patchBuiltins(): void {
  if (builtinsPatched) return;
  builtinsPatched = true;
  for (const name of CRYPTO_CHANCE) wrap(nodeCrypto, name);
  for (const name of TIMERS) wrap(nodeTimers, name);
  syncBuiltinESMExports();
}

function wrap(owner: object, name: string): void {
  const real: unknown = Reflect.get(owner, name);
  if (typeof real !== 'function') return;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    if (tripped !== null) trip(name);
    return Reflect.apply(real, this, args);
  };
  Object.assign(wrapped, real);
  replace(owner, name, wrapped);
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: true,
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
