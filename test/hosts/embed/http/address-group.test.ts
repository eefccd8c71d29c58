import { expect } from 'chai';
import { addressGroup } from '../../../../hosts/embed/http/address-group.js';

describe('what connections of an address are counted by', () => {
  it('AD4 an IPv4 address is counted by itself, whatever it is written in', () => {
    for (const text of ['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207', '192.0.2.7:4711']) {
      expect(addressGroup(text), text).to.equal('192.0.2.7');
    }
    expect(addressGroup('192.0.2.8')).to.not.equal(addressGroup('192.0.2.7'));
  });

  it('AD4 an IPv6 address is counted by the first half of it', () => {
    const network = '2001:db8:0:7::/64';
    for (const text of ['2001:db8:0:7::1', '2001:DB8::7:ffff:1:2:3', '[2001:db8:0:7::9]:443']) {
      expect(addressGroup(text), text).to.equal(network);
    }
    expect(addressGroup('2001:db8:0:8::1')).to.equal('2001:db8:0:8::/64');
    expect(addressGroup('fe80::1%eth0')).to.equal('fe80:0:0:0::/64');
    expect(addressGroup('::1')).to.equal('0:0:0:0::/64');
  });

  it('AD4 what is no address is counted by its text', () => {
    for (const text of ['unknown', '', 'a'.repeat(300)]) expect(addressGroup(text)).to.equal(text);
  });
});
