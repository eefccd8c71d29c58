import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { clientAddress, isLocal, isSecure } from '../../../../hosts/embed/http/request-facts.js';
import { HTTP_DEFAULTS } from '../../../../hosts/embed/options.js';

function requestFrom(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('facts of a request', () => {
  it('HT10 the address is that of the socket, whatever a header says', () => {
    const request = requestFrom('192.0.2.7', { 'x-forwarded-for': '10.1.1.1' });
    expect(clientAddress(request, false)).to.equal('192.0.2.7');
  });

  it('HT10 behind a trusted proxy it is the last entry, which that proxy wrote', () => {
    const request = requestFrom('127.0.0.1', { 'x-forwarded-for': '1.2.3.4, 192.0.2.9' });
    expect(clientAddress(request, true)).to.equal('192.0.2.9');
    expect(clientAddress(requestFrom('127.0.0.1'), true)).to.equal('127.0.0.1');
  });

  it('HT6 TLS is what is configured, or what a trusted proxy says', () => {
    const request = requestFrom('127.0.0.1', { 'x-forwarded-proto': 'https' });
    expect(isSecure(request, HTTP_DEFAULTS)).to.equal(false);
    expect(isSecure(request, { ...HTTP_DEFAULTS, trustProxy: true })).to.equal(true);
    const plain = requestFrom('127.0.0.1');
    const origins = ['https://chat.example.com'];
    expect(isSecure(plain, { ...HTTP_DEFAULTS, origins })).to.equal(true);
    expect(
      isSecure(request, { ...HTTP_DEFAULTS, origins: ['http://a.example'], trustProxy: true }),
    ).to.equal(false);
  });

  it('HT3 a request is local if it came from this machine and through no proxy', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(isLocal(requestFrom(address)), address).to.equal(true);
    }
    expect(isLocal(requestFrom('192.0.2.1'))).to.equal(false);
    expect(isLocal(requestFrom('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }))).to.equal(false);
    expect(isLocal(requestFrom('127.0.0.1', { forwarded: 'for=192.0.2.1' }))).to.equal(false);
  });
});
