import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from './schema.js';

/** Builds queries and never runs one. */
const builder = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A statement that was compiled once and is run with different values. */
export interface Query<Parameters, Row> {
  readonly sql: string;
  /** The values in the order of the statement's placeholders. */
  readonly bind: (parameters: Parameters) => readonly unknown[];
  /** Type of its rows; there is no such value. */
  readonly row?: Row;
}

/** Stands in a query under construction for a value that is known only when it runs. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const placeholders: object = new Proxy(
  {},
  {
    get: (_target, name) => new Placeholder(String(name)),
    ownKeys: () => {
      throw new Error('assertion failed: a query names each of its values');
    },
  },
);

type NoParameters = Readonly<Record<string, never>>;

/**
 * What compiles the queries of a schema, each once: `query<{ id: RoomId }>()((db, { id }) =>
 * db.selectFrom('rooms').where('id', '=', id)...)`.
 *
 * The builder function runs a single time, with placeholders for the values. It must name each
 * value that it uses and must not look into one.
 */
export function queriesOf<Tables>() {
  return <Parameters extends object = NoParameters>() =>
    <Row>(
      build: (db: Kysely<Tables>, values: Parameters) => Compilable<Row>,
    ): Query<Parameters, Row> => {
      const db = builder as unknown as Kysely<Tables>;
      const { sql, parameters } = build(db, placeholders as Parameters).compile();
      const slots = parameters.map(slotOf);
      return { sql, bind: (values) => slots.map((slot) => slot(values)) };
    };
}

/** Compiles a query of the database itself. */
export const query = queriesOf<Schema>();

/** Finds one value of a statement among those that it is run with. */
function slotOf(parameter: unknown): (values: object) => unknown {
  if (!(parameter instanceof Placeholder)) return () => parameter;
  const { name } = parameter;
  return (values) => (values as Readonly<Record<string, unknown>>)[name];
}
