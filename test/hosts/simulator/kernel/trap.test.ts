import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { setTrap } from '../../../../hosts/simulator/kernel/trap.js';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { tapConnection } from '../../../../hosts/simulator/world/connection-tap.js';

/** What each real source is reached for by. */
const REACHES: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date()': () => new Date(),
  'Date()': () => Date(),
  'Math.random': () => Math.random(),
  'performance.now': () => performance.now(),
  'process.nextTick': () => {
    process.nextTick(() => undefined);
  },
  'process.hrtime': () => process.hrtime(),
  setTimeout: () => setTimeout(() => undefined, 0),
  setInterval: () => setInterval(() => undefined, 1_000),
  setImmediate: () => setImmediate(() => undefined),
  fetch: () => fetch('http://localhost'),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.subtle': () => crypto.subtle,
  randomBytes: () => randomBytes(1),
};

describe('the trap of a run', () => {
  for (const [name, reach] of Object.entries(REACHES)) {
    it(`SI4 ${name} throws, and is told of even if that is swallowed`, () => {
      const tripped: string[] = [];
      const release = setTrap((what) => tripped.push(what));
      let thrown: unknown = null;
      try {
        reach();
      } catch (error) {
        thrown = error;
      } finally {
        release();
      }
      expect(String(thrown)).to.include(`DETERMINISM ${name}`);
      expect(tripped).to.deep.equal([name]);
    });
  }

  it('SI4 dates that are given are no clock, and everything works again afterwards', () => {
    const release = setTrap(() => undefined);
    const given = new Date(5);
    release();
    expect(given.getTime()).to.equal(5);
    expect(given).to.be.instanceOf(Date);
    expect(Date.now()).to.be.greaterThan(0);
    expect(Math.random()).to.be.below(1);
    expect(randomBytes(2)).to.have.length(2);
  });

  it('SI4 SQL that asks for time or chance throws, in defaults of columns too', () => {
    const db = new Database(':memory:');
    const tripped: string[] = [];
    tapConnection(db, {
      model: new Model(() => 0),
      tripped: (name) => tripped.push(name),
      diskFull: () => undefined,
      ran: () => undefined,
      reverseUnorderedSelects: false,
    });
    db.exec('create table t (id integer primary key, at text default current_timestamp)');
    const statements = [
      'select random()',
      "select datetime('now')",
      'insert into t (id) values (1)',
    ];
    for (const sql of statements) {
      expect(() => {
        const statement = db.prepare(sql);
        if (statement.reader) statement.all();
        else statement.run();
      }).to.throw('DETERMINISM sql');
    }
    expect(tripped).to.have.length(3);
    db.close();
  });
});
