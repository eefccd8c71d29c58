import { expect } from 'chai';
import fc from 'fast-check';
import {
  readMessage,
  writeMessage,
  type TabMessage,
} from '../../../../core/client/tabs/messages.js';

const text = fc.string({ unit: 'grapheme' });
const seat = { reign: fc.string(), seat: fc.string() };
const message: fc.Arbitrary<TabMessage> = fc.oneof(
  fc.record({ type: fc.constant('seek' as const) }),
  fc.record({ type: fc.constant('lead' as const), reign: fc.string(), term: fc.nat() }),
  fc.record({ type: fc.constant('ended' as const), reign: fc.string() }),
  fc.record({ type: fc.constantFrom('open' as const, 'leave' as const), ...seat }),
  fc.record({ type: fc.constantFrom('up' as const, 'down' as const), ...seat, n: fc.nat(), text }),
  fc.record({ type: fc.constant('ack' as const), ...seat, n: fc.nat() }),
  fc.record({
    type: fc.constant('over' as const),
    ...seat,
    reason: fc.constantFrom('retry' as const, 'terminal', 'moved', 'apart'),
  }),
);

describe('core/client tabs: messages', () => {
  it('TB23 a message is read as it was written, whatever frame it carries', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(readMessage(writeMessage(one))).to.deep.equal(one);
      }),
    );
  });

  it('TB23 what no tab of this version says is passed over', () => {
    const strange = [
      '',
      'null',
      '7',
      '{"type":"toString"}',
      '{"type":"lead"}',
      '{"type":"open","reign":"a"}',
      '{"type":"down","reign":"a","seat":"b","n":1}',
      '{"type":"down","reign":"a","seat":"b","n":"1"}\ntext',
      '{"type":"seek"}\ntext',
    ];
    expect(strange.map(readMessage)).to.deep.equal(strange.map(() => null));
  });
});
