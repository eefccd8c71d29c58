import { expect } from 'chai';
import { typingText } from '../../../../hosts/web/room/typing-text.js';

describe('the line of those who type', () => {
  it('TY18 it names one and two, and counts three and more', () => {
    expect(typingText([])).to.equal('');
    expect(typingText(['Ana'])).to.equal('Ana is typing');
    expect(typingText(['Ana', 'Bo'])).to.equal('Ana and Bo are typing');
    expect(typingText(['Ana', 'Bo', 'Chen'])).to.equal('3 people are typing');
  });
});
