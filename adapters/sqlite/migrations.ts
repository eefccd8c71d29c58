/**
 * A step of the schema. Its text is frozen once released: a later step changes what an earlier
 * one made.
 */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * All steps in order. A file's `user_version` is the number of steps that it has taken.
 *
 * AUTOINCREMENT keeps ids from being used twice. A message that is live has a body and a salt, a
 * tombstone has neither. No default and no trigger asks SQLite for time or chance.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'facts, account and people',
    statements: [
      `create table facts (
        name text not null primary key,
        value text not null
      ) strict, without rowid`,
      `create table account (
        id integer not null primary key check (id = 1),
        name text not null,
        join_code text not null,
        created_at integer not null
      ) strict`,
      `create table people (
        id integer primary key autoincrement,
        name text not null,
        email text not null unique,
        password_hash text,
        role text not null check (role in ('member', 'administrator')),
        version integer not null default 1,
        created_at integer not null
      ) strict`,
    ],
  },
  {
    name: 'sessions and failed sign-ins',
    statements: [
      `create table sessions (
        id integer primary key autoincrement,
        user_id integer not null references people (id),
        token_hash text not null unique,
        created_at integer not null,
        last_active_at integer not null,
        expires_at integer not null,
        ended_at integer,
        address text,
        user_agent text
      ) strict`,
      `create index sessions_by_person on sessions (user_id, id)`,
      `create table failed_sign_ins (
        id integer primary key autoincrement,
        address text not null,
        at integer not null
      ) strict`,
      `create index failed_sign_ins_by_address on failed_sign_ins (address, at)`,
      `create index failed_sign_ins_by_time on failed_sign_ins (at)`,
    ],
  },
  {
    name: 'rooms and memberships',
    statements: [
      `create table rooms (
        id integer primary key autoincrement,
        name text not null,
        kind text not null check (kind in ('open')),
        creator_id integer not null references people (id),
        created_at integer not null,
        changed_at integer not null
      ) strict`,
      `create table memberships (
        room_id integer not null references rooms (id),
        user_id integer not null references people (id),
        created_at integer not null,
        primary key (room_id, user_id)
      ) strict, without rowid`,
      `create index memberships_by_person on memberships (user_id, room_id)`,
    ],
  },
  {
    name: 'messages',
    statements: [
      `create table messages (
        id integer primary key autoincrement,
        room_id integer not null references rooms (id),
        author_id integer not null references people (id),
        client_message_id text,
        request_hash text,
        seq integer not null check (seq > 0),
        posted_at integer not null,
        revision integer not null default 1 check (revision > 0),
        changed_at integer not null check (changed_at >= seq),
        body text,
        salt text,
        check ((body is null) = (salt is null)),
        unique (author_id, client_message_id)
      ) strict`,
      `create unique index live_messages_by_place on messages (room_id, seq)
        where body is not null`,
    ],
  },
  {
    name: 'the log',
    statements: [
      `create table streams (
        stream text not null primary key,
        seq integer not null check (seq > 0),
        at integer not null,
        digest blob not null check (length(digest) = 32)
      ) strict, without rowid`,
      `create table events (
        id integer primary key autoincrement,
        stream text not null,
        seq integer not null check (seq > 0),
        at integer not null,
        actor integer references people (id),
        kind text not null,
        data text not null,
        digest blob not null check (length(digest) = 32),
        message_id integer references messages (id),
        revision integer,
        content_hash blob check (content_hash is null or length(content_hash) = 32),
        check ((message_id is null) = (revision is null)),
        check ((message_id is null) = (content_hash is null)),
        unique (stream, seq)
      ) strict`,
    ],
  },
  {
    name: 'outcomes of commands',
    statements: [
      `create table commands (
        author_id integer not null references people (id),
        key text not null,
        request_hash text not null,
        outcome text not null,
        at integer not null,
        primary key (author_id, key)
      ) strict, without rowid`,
      `create index commands_by_time on commands (at)`,
    ],
  },
  {
    name: 'terms of leading tabs',
    statements: [
      // Session 0: sessions are the embedder's own, and the person's terms are counted together.
      `create table terms (
        user_id integer not null references people (id),
        session_id integer not null,
        profile text not null,
        term integer not null check (term > 0),
        primary key (user_id, session_id, profile)
      ) strict, without rowid`,
    ],
  },
  {
    name: 'reading positions, involvement and mentions',
    statements: [
      // What was there before is read: an installation that is brought up to date begins quietly.
      `alter table memberships add column since_seq integer not null default 0`,
      `alter table memberships add column read_generation integer not null default 1
        check (read_generation > 0)`,
      `alter table memberships add column read_seq integer not null default 0
        check (read_seq >= 0)`,
      `alter table memberships add column involvement text not null default 'mentions'
        check (involvement in ('mentions', 'everything', 'nothing', 'invisible'))`,
      `update memberships set since_seq = coalesce(
        (select s.seq from streams s where s.stream = 'room:' || memberships.room_id), 0)`,
      `update memberships set read_seq = since_seq`,
      `alter table rooms add column latest_seq integer not null default 0`,
      `alter table rooms add column latest_author_id integer references people (id)`,
      `alter table rooms add column latest_other_seq integer not null default 0`,
      `update rooms set (latest_seq, latest_author_id) = (
        select m.seq, m.author_id from messages m
        where m.room_id = rooms.id and m.body is not null order by m.seq desc limit 1)
        where exists (select 1 from messages m where m.room_id = rooms.id and m.body is not null)`,
      `update rooms set latest_other_seq = coalesce((
        select m.seq from messages m where m.room_id = rooms.id and m.body is not null
        and m.author_id <> rooms.latest_author_id order by m.seq desc limit 1), 0)`,
      `create table mentions (
        user_id integer not null references people (id),
        room_id integer not null references rooms (id),
        seq integer not null check (seq > 0),
        message_id integer not null references messages (id),
        primary key (user_id, room_id, seq)
      ) strict, without rowid`,
      `create unique index mentions_by_message on mentions (message_id, user_id)`,
      `create index people_by_name on people (name collate nocase)`,
    ],
  },
  {
    name: 'jobs, push subscriptions and notices',
    statements: [
      // A fence of 0: nobody has claimed it. With a failure it was given up.
      `create table jobs (
        id integer primary key autoincrement,
        kind text not null,
        cause text not null,
        payload text not null,
        fence integer not null default 0,
        is_held integer not null default 0 check (is_held in (0, 1)),
        wait_ms integer not null default 0 check (wait_ms >= 0),
        failure text,
        check (failure is null or is_held = 0)
      ) strict`,
      `create unique index waiting_jobs_by_cause on jobs (kind, cause) where failure is null`,
      `create index waiting_jobs on jobs (fence, id) where failure is null`,
      `create index dead_jobs on jobs (id) where failure is not null`,
      // Session 0: sessions are the embedder's own.
      `create table push_subscriptions (
        id integer primary key autoincrement,
        user_id integer not null references people (id),
        session_id integer not null,
        endpoint text not null unique,
        p256dh text not null,
        auth text not null,
        created_at integer not null
      ) strict`,
      `create index push_subscriptions_by_person on push_subscriptions (user_id, id)`,
      `create table notices (
        message_id integer not null references messages (id),
        user_id integer not null references people (id),
        room_id integer not null references rooms (id),
        seq integer not null check (seq > 0),
        is_open integer not null default 1 check (is_open in (0, 1)),
        primary key (message_id, user_id)
      ) strict, without rowid`,
      `create index open_notices on notices (user_id, room_id, seq) where is_open = 1`,
      `create index who_wants_everything on memberships (room_id, user_id)
        where involvement = 'everything'`,
    ],
  },
  {
    name: 'presence that is handed over',
    statements: [
      // Read and emptied by the next process: JSON, for nothing ever asks for a part of it.
      `create table handovers (
        node text not null primary key,
        at integer not null,
        claims text not null
      ) strict, without rowid`,
    ],
  },
];

/** "HRTH": marks a file as a Hearth database. */
export const APPLICATION_ID = 0x48525448;
