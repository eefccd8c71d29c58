import { expect } from 'chai';
import { plant, type PlantedProject } from './planted.js';

const CRUISER = 'dependency-cruiser/bin/dependency-cruise.mjs';

interface Planted {
  readonly rule: string;
  readonly says: string;
  readonly from: string;
  readonly text: string;
}

const PLANTED: readonly Planted[] = [
  {
    rule: 'core-is-pure',
    says: 'core imports a built-in of Node',
    from: 'core/rooms/built-in.ts',
    text: `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
  },
  {
    rule: 'core-is-pure',
    says: 'core imports the type of an adapter',
    from: 'core/rooms/adapter-type.ts',
    text: `import type { Sqlite } from '../../adapters/sqlite/open.js'; export type Held = Sqlite;`,
  },
  {
    rule: 'core-is-pure',
    says: 'core imports a package',
    from: 'core/rooms/package.ts',
    text: `import { z } from 'zod'; export const schema = z;`,
  },
  {
    rule: 'vocabulary-is-a-leaf',
    says: 'the vocabulary imports core',
    from: 'core/vocabulary/rooms.ts',
    text: `import type { Room } from '../rooms/room.js'; export type Held = Room;`,
  },
  {
    rule: 'ports-are-interfaces',
    says: 'a port imports core',
    from: 'ports/store.ts',
    text: `import type { Room } from '../core/rooms/room.js'; export type Held = Room;`,
  },
  {
    rule: 'adapters-know-ports',
    says: 'an adapter imports behaviour of core',
    from: 'adapters/sqlite/rules.ts',
    text: `import { room } from '../../core/rooms/room.js'; export const held = room;`,
  },
  {
    rule: 'adapters-know-ports',
    says: 'an adapter imports another adapter',
    from: 'adapters/ws/store.ts',
    text: `import type { Sqlite } from '../sqlite/open.js'; export type Held = Sqlite;`,
  },
  {
    rule: 'audit-knows-nobody',
    says: 'the background audit imports the doctor',
    from: 'core/audit/background/round.ts',
    text: `import { room } from '../../rooms/room.js'; export const held = room;`,
  },
  {
    rule: 'doctor-knows-no-audit',
    says: 'the doctor imports the background audit',
    from: 'core/audit/doctor.ts',
    text: `import { round } from './background/walk.js'; export const held = round;`,
  },
  {
    rule: 'audit-asks-for-itself',
    says: "the audit uses the store's own queries",
    from: 'adapters/sqlite/audit-view.ts',
    text: `import { held } from './open.js'; export const again = held;`,
  },
  {
    rule: 'client-and-server-apart',
    says: "the client's half imports the server's",
    from: 'core/client/room.ts',
    text: `import { room } from '../rooms/room.js'; export const held = room;`,
  },
  {
    rule: 'server-and-client-apart',
    says: "the server's half imports the client's",
    from: 'core/rooms/client.ts',
    text: `import { outbox } from '../client/outbox.js'; export const held = outbox;`,
  },
  {
    rule: 'no-cycles',
    says: 'a type import closes a cycle',
    from: 'core/people/one.ts',
    text: `import type { Two } from './two.js'; export interface One { two: Two }`,
  },
  {
    rule: 'hosts-apart',
    says: 'a host imports another',
    from: 'hosts/http/page.ts',
    text: `import { page } from '../web/page.js'; export const held = page;`,
  },
  {
    rule: 'cli-starts-hosts-by-main',
    says: 'the command reaches into a host',
    from: 'hosts/cli/serve.ts',
    text: `import { page } from '../web/page.js'; export const held = page;`,
  },
  {
    rule: 'model-is-alone',
    says: "the simulator's model imports what it judges",
    from: 'hosts/simulator/model/rooms.ts',
    text: `import { room } from '../../../core/rooms/room.js'; export const held = room;`,
  },
  {
    rule: 'model-is-alone',
    says: "the simulator's model imports the world that it judges",
    from: 'hosts/simulator/model/world.ts',
    text: `import type { World } from '../world/world.js'; export type Held = World;`,
  },
  {
    rule: 'model-is-alone',
    says: "the simulator's model imports a built-in of Node",
    from: 'hosts/simulator/model/built-in.ts',
    text: `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
  },
  {
    rule: 'container-only-in-hosts',
    says: 'a container is used beside container.ts',
    from: 'hosts/http/main.ts',
    text: `import { container } from 'tsyringe'; export const held = container;`,
  },
];

const LAWFUL: Readonly<Record<string, string>> = {
  'core/rooms/room.ts': `import type { Id } from '../vocabulary/ids.js';
    export const room: Id = 1;`,
  'core/audit/background/walk.ts': `export const round = 1;`,
  'core/people/two.ts': `import type { One } from './one.js'; export interface Two { one: One }`,
  'core/client/outbox.ts': `export const outbox = 1;`,
  'core/vocabulary/ids.ts': `export type Id = number;`,
  'ports/clock.ts': `import type { Id } from '../core/vocabulary/ids.js'; export type Held = Id;`,
  'adapters/wire/codec.ts': `export const codec = 1;`,
  'adapters/sqlite/open.ts': `import { codec } from '../wire/codec.js'; export const held = codec;
    export type Sqlite = number;`,
  'hosts/simulator/world/world.ts': `export type World = number;`,
  'hosts/web/page.ts': `export const page = 1;`,
  'hosts/embed/container.ts': `import { container } from 'tsyringe';
    export const held = container;`,
};

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[];
  };
}

describe('dependency law', () => {
  let project: PlantedProject;
  let broken: readonly string[] = [];

  before(async () => {
    const sources = Object.fromEntries(PLANTED.map(({ from, text }) => [from, text]));
    project = plant(['.dependency-cruiser.cjs', 'tsconfig.json'], { ...LAWFUL, ...sources });
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
    const output = await project.run(CRUISER, [...args, 'core', 'ports', 'adapters', 'hosts']);
    const { summary } = JSON.parse(output) as Cruise;
    broken = summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
  });

  after(() => project.remove());

  it('TD11 what is planted against the dependency law is found, by its own rule', () => {
    for (const { rule, says, from } of PLANTED) {
      expect(broken, says).to.include(`${rule}: ${from}`);
    }
  });

  it('TD11 lawful imports are left in peace', () => {
    const planted = new Set(['core/people/two.ts', ...PLANTED.map(({ from }) => from)]);
    const wronged = broken.filter((line) => !planted.has(line.slice(line.indexOf(' ') + 1)));
    expect(wronged).to.deep.equal([]);
  });
});
