import { expect } from 'chai';
import { cookieValue } from '../../../../hosts/embed/http/session-cookie.js';

describe('the session cookie', () => {
  it('HT6 is found among others by its whole name', () => {
    const header = 'a=1; xsession_token=no; session_token=yes; session_token_2=no';
    expect(cookieValue(header, 'session_token')).to.equal('yes');
    expect(cookieValue('a=1', 'session_token')).to.equal(null);
    expect(cookieValue(undefined, 'session_token')).to.equal(null);
    expect(cookieValue('session_token', 'session_token')).to.equal(null);
  });
});
