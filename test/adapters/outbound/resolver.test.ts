import { createSocket, type Socket } from 'node:dgram';
import { expect } from 'chai';
import { DnsResolver } from '../../../adapters/outbound/resolver.js';

/** Answer codes of DNS. */
const FINE = 0;
const SERVER_FAILED = 2;
const NO_SUCH_NAME = 3;

const A = 1;
const TYPE_BYTES = 4;

interface Records {
  readonly code: number;
  /** Of type A, four bytes each. */
  readonly a: readonly (readonly number[])[];
  /** Of type AAAA, sixteen bytes each. */
  readonly aaaa: readonly (readonly number[])[];
}

/** A name server on the loopback that knows one answer. */
async function nameServer(records: Records): Promise<{ address: string; socket: Socket }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    socket.send(answerTo(query, records), from.port, from.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { address: `127.0.0.1:${socket.address().port}`, socket };
}

function answerTo(query: Buffer, { code, a, aaaa }: Records): Buffer {
  const nameEnd = query.indexOf(0, 12) + 1;
  const question = query.subarray(12, nameEnd + TYPE_BYTES);
  const type = query.readUInt16BE(nameEnd);
  const found = type === A ? a : aaaa;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  const answers = found.map((bytes) => {
    const record = Buffer.alloc(12);
    // The name is the one at byte 12.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(bytes.length, 10);
    return Buffer.concat([record, Buffer.from(bytes)]);
  });
  return Buffer.concat([header, question, ...answers]);
}

const V6 = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11];

describe('names', () => {
  const cases: readonly {
    readonly title: string;
    readonly records: Records;
    readonly is: unknown;
  }[] = [
    {
      title: 'has every address of both kinds',
      records: {
        code: FINE,
        a: [
          [1, 2, 3, 4],
          [127, 0, 0, 1],
        ],
        aaaa: [V6],
      },
      is: ['1.2.3.4', '127.0.0.1', '2606:4700::11'],
    },
    {
      title: 'has those of one kind where it has no other',
      records: { code: FINE, a: [], aaaa: [V6] },
      is: ['2606:4700::11'],
    },
    {
      title: 'that does not exist has none',
      records: { code: NO_SUCH_NAME, a: [], aaaa: [] },
      is: [],
    },
    { title: 'without addresses has none', records: { code: FINE, a: [], aaaa: [] }, is: [] },
    {
      title: 'that nobody can tell of is an error',
      records: { code: SERVER_FAILED, a: [], aaaa: [] },
      is: 'cannot resolve far.test',
    },
  ];
  for (const { title, records, is } of cases) {
    it(`OH20 a name ${title}`, async () => {
      const { address, socket } = await nameServer(records);
      const found = await new DnsResolver([address])
        .resolve('far.test')
        .catch((error: unknown) => (error as Error).message);
      socket.close();
      expect(found).to.deep.equal(is);
    });
  }
});
