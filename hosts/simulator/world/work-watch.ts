import type { Headcounts } from '../model/headcounts.js';
import type { Model } from '../model/model.js';
import type { Work } from '../model/work.js';

/** What begins and ends a unit, as the store says it. */
const BEGINS = 'savepoint unit';
const ENDS = 'release unit';
const UNDOES = 'rollback to unit';
const APPENDS = /^insert into "events"/;
const POSTS = /^insert into "messages"/;
const READS_SESSION = /from "sessions" where "id" = /;
/** A push looks its job up, and with it the session that is to be told. */
const READS_JOB = /from "jobs" where "id" = /;
/** Their number grows with the jobs that are done and with the people who are told. */
const OF_TELLING = /"jobs"|"notices"|"push_subscriptions"/;
const READS_LOG = /from "events" left join "messages"/;
const READS_MEMBERS = /^select "user_id" from "memberships" where "room_id" = \? order by/;
const COUNTS_PEOPLE = /^select count\(\*\) as "count" from "people"$/;

/** Counts what the connections of one store run, statement by statement. */
export class WorkWatch {
  readonly #work: Work;
  readonly #headcounts: Headcounts;
  readonly #place: string;
  readonly #isAudited: boolean;
  #unit: { statements: number; events: number; isPost: boolean } | null = null;

  /** @param isAudited - whether audits read beside delivery: they count people as well. */
  constructor(
    { work, headcounts }: Pick<Model, 'work' | 'headcounts'>,
    of: { readonly place: string; readonly isAudited: boolean },
  ) {
    this.#work = work;
    this.#headcounts = headcounts;
    this.#place = of.place;
    this.#isAudited = of.isAudited;
  }

  /** A statement has run. */
  ran(role: 'writer' | 'reader', sql: string): void {
    if (role === 'reader') this.#read(sql);
    else if (sql === UNDOES) this.#undone();
    else if (sql === BEGINS) this.#unit = { statements: 0, events: 0, isPost: false };
    else if (sql === ENDS) this.#end();
    else if (this.#unit !== null) {
      if (OF_TELLING.test(sql) && !this.#unit.isPost) return;
      this.#unit.statements += 1;
      if (APPENDS.test(sql)) this.#unit.events += 1;
      if (POSTS.test(sql)) this.#unit.isPost = true;
    }
  }

  #read(sql: string): void {
    if (READS_LOG.test(sql)) this.#work.readLog(this.#place);
    if (READS_JOB.test(sql)) this.#work.watched(this.#place, 1);
    if (READS_SESSION.test(sql)) this.#work.readSession(this.#place);
    if (READS_MEMBERS.test(sql)) this.#headcounts.readMembers(this.#place);
    if (COUNTS_PEOPLE.test(sql) && !this.#isAudited) this.#headcounts.readPeople(this.#place);
  }

  /** A post that came to nothing has no events to be measured by. */
  #undone(): void {
    if (this.#unit !== null) this.#unit.isPost = false;
  }

  #end(): void {
    if (this.#unit !== null) this.#work.unit(this.#place, this.#unit);
    this.#unit = null;
  }
}

/** The place of a lane: of `server2 engine@3` that is `server2`. */
export function placeOf(lane: string): string {
  return /^[^ @]*/.exec(lane)?.[0] ?? lane;
}
