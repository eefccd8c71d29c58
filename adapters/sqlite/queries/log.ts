import { sql } from 'kysely';
import type { MessageId, StreamName, UserId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

export const selectFact = query<{ name: string }>()((db, { name }) =>
  db.selectFrom('facts').select('value').where('name', '=', name),
);

export const insertFact = query<{ name: string; value: string }>()((db, { name, value }) =>
  db
    .insertInto('facts')
    .values({ name, value })
    .onConflict((oc) => oc.doNothing()),
);

export const selectHead = query<{ stream: StreamName }>()((db, { stream }) =>
  db.selectFrom('streams').select(['seq', 'at', 'digest']).where('stream', '=', stream),
);

export const selectDigest = query<{ stream: StreamName; seq: Sequence }>()((db, { stream, seq }) =>
  db.selectFrom('events').select('digest').where('stream', '=', stream).where('seq', '=', seq),
);

/** Content is joined where the message still is at the revision that the event names. */
export const selectEvents = query<{ stream: StreamName; after: Sequence; limit: number }>()(
  (db, { stream, after, limit }) =>
    db
      .selectFrom('events')
      .leftJoin('messages', (join) =>
        join
          .onRef('messages.id', '=', 'events.message_id')
          .onRef('messages.revision', '=', 'events.revision')
          .on('messages.body', 'is not', null),
      )
      .select(['events.seq', 'events.at', 'events.actor', 'events.kind', 'events.data'])
      .select(['events.digest', 'events.content_hash', 'messages.body', 'messages.salt'])
      .where('events.stream', '=', stream)
      .where('events.seq', '>', after)
      .orderBy('events.seq')
      .limit(limit),
);

export const selectStreams = query<{ after: string; limit: number }>()((db, { after, limit }) =>
  db
    .selectFrom('streams')
    .select('stream')
    .where(sql<boolean>`stream > ${after}`)
    .orderBy('stream')
    .limit(limit),
);

export const insertEvent = query<{
  stream: StreamName;
  seq: Sequence;
  at: Instant;
  actor: UserId | null;
  kind: string;
  data: string;
  digest: Uint8Array;
  messageId: MessageId | null;
  revision: number | null;
  contentHash: Uint8Array | null;
}>()((db, values) =>
  db.insertInto('events').values({
    stream: values.stream,
    seq: values.seq,
    at: values.at,
    actor: values.actor,
    kind: values.kind,
    data: values.data,
    digest: values.digest,
    message_id: values.messageId,
    revision: values.revision,
    content_hash: values.contentHash,
  }),
);

/** Changes no row unless the event is the one after the stored head. */
export const advanceHead = query<{
  stream: StreamName;
  seq: Sequence;
  at: Instant;
  digest: Uint8Array;
}>()((db, { stream, seq, at, digest }) =>
  db
    .insertInto('streams')
    .values({ stream, seq, at, digest })
    .onConflict((oc) =>
      oc
        .column('stream')
        .doUpdateSet((eb) => ({
          seq: eb.ref('excluded.seq'),
          at: eb.ref('excluded.at'),
          digest: eb.ref('excluded.digest'),
        }))
        .whereRef('streams.seq', '=', (eb) => eb('excluded.seq', '-', 1)),
    ),
);

export const selectChanges = query<{ after: number; limit: number }>()((db, { after, limit }) =>
  db
    .selectFrom('events')
    .select(['id', 'stream', 'seq'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit),
);

/** A fact and the newest row id in one statement: every process asks for them all the time. */
export const selectEnd = query<{ name: string }>()((db, { name }) =>
  db.selectNoFrom((eb) => [
    eb.selectFrom('facts').select('value').where('name', '=', name).as('epoch'),
    eb
      .selectFrom('events')
      .select(({ fn }) => fn.max('id').as('id'))
      .as('last'),
  ]),
);
