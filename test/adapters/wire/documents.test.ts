import { expect } from 'chai';
import { asyncApi } from '../../../adapters/wire/documents.js';
import { EVENT_KINDS } from '../../../core/vocabulary/events.js';
import { CLIENT_FRAMES, SERVER_FRAMES } from '../../contracts/frames.js';

interface Document {
  readonly asyncapi: string;
  readonly operations: Record<string, { readonly messages: readonly { readonly $ref: string }[] }>;
  readonly components: {
    readonly messages: Record<string, { readonly payload: object }>;
    readonly schemas: Record<string, { readonly description: string }>;
  };
  readonly 'x-close-codes': readonly { readonly closeCode: number; readonly reconnect: boolean }[];
}

describe('AsyncAPI document', () => {
  const document = asyncApi() as Document;

  it('WI15 it names every frame of both sides, each under its operation', () => {
    const says = (operation: string) =>
      document.operations[operation]?.messages.map(({ $ref }) => $ref.split('/').at(-1)).sort();
    expect(says('tell')).to.deep.equal(SERVER_FRAMES.map((frame) => frame.type).sort());
    expect(says('say')).to.deep.equal(CLIENT_FRAMES.map((frame) => frame.type).sort());
  });

  it('WI15 every reference leads somewhere', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).to.be.above(0);
    for (const path of references) {
      const found = path
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(found, path).to.be.an('object');
    }
  });

  it('WI15 fields that are not named are allowed', () => {
    expect(JSON.stringify(document)).not.to.include('"additionalProperties":false');
  });

  it('WI15 it holds the data of every kind of event', () => {
    expect(Object.keys(document.components.schemas)).to.deep.equal(Object.keys(EVENT_KINDS));
  });

  it('WI15 it lists the close codes and what they ask for', () => {
    const unauthenticated = document['x-close-codes'].find(({ closeCode }) => closeCode === 4500);
    expect(unauthenticated).to.include({ code: 'unauthenticated', reconnect: false });
  });

  it('WI15 it is made the same each time', () => {
    expect(JSON.stringify(asyncApi())).to.equal(JSON.stringify(document));
  });
});
