import { expect } from 'chai';
import { isOwnOrigin, isUnsafe } from '../../../../hosts/embed/http/origin.js';

const HOST = 'chat.example.com:3000';

describe('origin', () => {
  it('HT4 a request that changes something must come from the host it is made to', () => {
    expect(isOwnOrigin({ host: HOST, origin: `http://${HOST}` }, [])).to.equal(true);
    expect(isOwnOrigin({ host: HOST.toUpperCase(), origin: `https://${HOST}` }, [])).to.equal(true);
    for (const origin of ['http://evil.example', 'http://chat.example.com', 'null', 'nonsense']) {
      expect(isOwnOrigin({ host: HOST, origin }, []), origin).to.equal(false);
    }
  });

  it('HT4 configured origins are the only ones', () => {
    const origins = ['https://chat.example.com'];
    expect(isOwnOrigin({ host: 'inner:3000', origin: origins[0] }, origins)).to.equal(true);
    expect(isOwnOrigin({ host: 'inner:3000', origin: 'http://inner:3000' }, origins)).to.equal(
      false,
    );
    expect(isOwnOrigin({ host: 'x', origin: 'https://chat.example.com.evil' }, origins)).to.equal(
      false,
    );
  });

  it('HT4 without an origin, a browser must not say that another site asks', () => {
    expect(isOwnOrigin({ host: HOST }, [])).to.equal(true);
    for (const site of ['same-origin', 'none']) {
      expect(isOwnOrigin({ host: HOST, 'sec-fetch-site': site }, []), site).to.equal(true);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect(isOwnOrigin({ host: HOST, 'sec-fetch-site': site }, []), site).to.equal(false);
    }
  });

  it('HT4 reading is not asked where it comes from', () => {
    expect(['GET', 'HEAD', 'OPTIONS'].filter(isUnsafe)).to.deep.equal([]);
    expect(['POST', 'PUT', 'PATCH', 'DELETE'].filter(isUnsafe)).to.have.lengthOf(4);
  });
});
