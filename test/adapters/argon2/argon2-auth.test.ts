import { hash as argon2Hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { Argon2Auth, NOBODYS_HASH } from '../../../adapters/argon2/argon2-auth.js';
import { describeAuthContract, AUTH_CALLER, AUTH_HEADERS } from '../../contracts/auth.contract.js';

function newAuth(): Argon2Auth {
  return new Argon2Auth({
    identify: ({ headers }) =>
      Promise.resolve(headers['x-contract'] === AUTH_HEADERS['x-contract'] ? AUTH_CALLER : null),
  });
}

/** Everything of an argon2 hash that decides how long a check takes. */
function costOf(hash: string): string {
  return hash.split('$').slice(0, 4).join('$');
}

describe('passwords by argon2', () => {
  describeAuthContract({ describe, it, before, after }, () => ({
    auth: newAuth(),
    tooMany: 100,
    finish: (work) => work,
  }));

  it('SY18 new hashes are argon2id with 19 MiB, two passes and one lane', async () => {
    const hash = await newAuth().hash('hearth and home');
    expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('SY19 bcrypt is verified and outdated, in each of its spellings', async () => {
    const auth = newAuth();
    for (const spelling of ['2a', '2b', '2y']) {
      const hash = `$${spelling}$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
      expect(await auth.verify('U*U', hash)).to.equal('outdated');
      expect(await auth.verify('U*V', hash)).to.equal('wrong');
    }
  });

  it('SY19 bcrypt at the cost that Rails gives it verifies', async () => {
    const hash = '$2a$12$NqxbQZ04yAi8gavPX56JAOElEOJlYWK1jiKeky4BuFYKlreOrER7y';
    expect(await newAuth().verify('hello world', hash)).to.equal('outdated');
    expect(await newAuth().verify('hello worlds', hash)).to.equal('wrong');
  });

  it('SY19 argon2 at a lower cost is outdated', async () => {
    const hash = await argon2Hash('hearth and home', { memoryCost: 8 * 1024, timeCost: 1 });
    expect(await newAuth().verify('hearth and home', hash)).to.equal('outdated');
  });

  it('SY20 checking for nobody costs what checking against a hash of today costs', async () => {
    const hash = await newAuth().hash('hearth and home');
    expect(costOf(NOBODYS_HASH)).to.equal(costOf(hash));
    expect(NOBODYS_HASH).to.have.length(hash.length);
  });

  it('SY20 not even the password that nobody’s hash was made of is right', async () => {
    expect(await newAuth().verify('x', null)).to.equal('wrong');
  });
});
