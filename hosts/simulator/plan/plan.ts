import type { Involvement } from '../../../core/vocabulary/reading.js';
import type { Seed } from '../kernel/draws.js';
import type { Config } from './config.js';
import type { FaultClass } from './fault-classes.js';

/** Version of the plan's form. A plan of another version is refused. */
export const PLAN_VERSION = 1;

/** `c1`, `c2` and so on: a person and their browser. */
export type ClientName = string;
/** `c1.2` is the second tab of `c1`. */
export type TabName = string;
/** `r0` is the room of the first run; others are named by the operation that creates them. */
export type RoomRef = string;
/** Named by the operation that posts it. */
export type MessageRef = string;

/** What must be refused. */
export const UNFIT = [
  'blankBody',
  'largeBody',
  'unknownRoom',
  'blankRoomName',
  'longRoomName',
  'wrongPassword',
  'wrongCode',
  'shortPassword',
  'takenEmail',
] as const;
export type Unfit = (typeof UNFIT)[number];

/** What a client is told to do. One whose entities do not exist yet does nothing, and says so. */
export type Op =
  | { readonly t: number; readonly actor: TabName; readonly kind: 'arrive' }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'signOut';
      readonly forMs: number;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'post';
      readonly room: RoomRef;
      readonly id: MessageRef;
      readonly body: string;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'edit';
      readonly message: MessageRef;
      readonly body: string;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'remove' | 'around';
      readonly message: MessageRef;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'openRoom' | 'closeRoom' | 'older' | 'newer' | 'newest';
      readonly room: RoomRef;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'createRoom';
      readonly id: RoomRef;
      readonly name: string;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'renameRoom';
      readonly room: RoomRef;
      readonly name: string;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'draft';
      readonly room: RoomRef;
      readonly body: string;
    }
  /** Says a command again with the same key, as an impatient or forgetful client does. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'repeat';
      readonly message: MessageRef;
      /** What the repetition changes, if anything: a changed one must be refused. */
      readonly change: 'nothing' | 'body';
    }
  /** Says that what is shown of a room was read, or that some of it is to be unread. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'read' | 'unread';
      readonly room: RoomRef;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'involve';
      readonly room: RoomRef;
      readonly involvement: Involvement;
    }
  /** A key is typed in a room, or everything that was typed is wiped out. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'type' | 'leaveOff';
      readonly room: RoomRef;
    }
  /** On a phone, the actor's own or another's, that shows no page and is told. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'phone';
      readonly phone: ClientName;
      readonly what: 'subscribe' | 'unsubscribe' | 'signOut';
    }
  /** Somebody who opens no page has read a room, or chooses what to be told of it. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'afar';
      readonly room: RoomRef;
      readonly what: 'read' | Involvement;
    }
  /** Something that must be refused and change nothing. */
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'unfit';
      readonly what: Unfit;
      readonly room: RoomRef;
    }
  | {
      readonly t: number;
      readonly actor: TabName;
      readonly kind: 'retry' | 'discard' | 'change';
    };

/**
 * A fault that is planned by time. Faults by chance per frame, request, hint or batch are in the
 * config.
 */
export type Fault =
  | {
      readonly t: number;
      readonly class: 'N2' | 'N3';
      /** A tab, or by the person's name a whole browser. */
      readonly client: TabName;
      /** Which end learns nothing of it. */
      readonly deaf: 'none' | 'server' | 'client';
    }
  | {
      readonly t: number;
      readonly class: 'N4' | 'N5' | 'N6';
      readonly client: ClientName;
      readonly forMs: number;
    }
  | { readonly t: number; readonly class: 'N10' }
  | {
      readonly t: number;
      readonly class: 'B2';
      /** Whose further devices come, and go again. */
      readonly client: ClientName;
      readonly count: number;
      readonly forMs: number;
    }
  | { readonly t: number; readonly class: 'U6'; readonly what: HostileAct }
  | {
      readonly t: number;
      readonly class: 'U1';
      readonly client: TabName;
      readonly forMs: number;
      /** 0: none. */
      readonly framesPerS: number;
    }
  | {
      readonly t: number;
      readonly class: 'U3';
      readonly client: ClientName;
      /** What becomes of the tab that leads. */
      readonly what: 'crash' | 'freeze';
      readonly awayMs: number;
    }
  | {
      readonly t: number;
      readonly class: 'U4';
      readonly client: ClientName;
      /**
       * The device takes nothing for so long, or forgets all it has; with `evictClosed` its pages
       * crash before, and are away for so long.
       */
      readonly what: 'full' | 'evict' | 'evictClosed';
      readonly forMs: number;
    }
  | {
      readonly t: number;
      readonly class: 'U2';
      readonly client: TabName;
      readonly what: TabTrouble;
      readonly awayMs: number;
    }
  | {
      readonly t: number;
      readonly class: 'U2';
      readonly client: ClientName;
      /** The device sleeps, and whether the steady clocks of its pages go on meanwhile. */
      readonly what: 'sleep';
      readonly steady: 'runs' | 'stands';
      readonly awayMs: number;
    }
  | ServerFault;

/**
 * What somebody does who has signed in and keeps to no rule: texts that are no frames, frames that
 * are too large, out of turn or of no known type; other people's fences and messages, positions
 * that there are not; more commands at once than one connection or the process takes.
 */
export const HOSTILE_ACTS = [
  'malformed',
  'oversized',
  'unknownType',
  'noHello',
  'helloAgain',
  'stolenFence',
  'futureFence',
  'othersMessage',
  'unknownStream',
  'futurePosition',
  'otherEpoch',
  'flood',
] as const;
/** More starts of typing than one connection may say, of places that there are not. */
export type HostileAct = (typeof HOSTILE_ACTS)[number] | 'typingFlood';

/** One on the machine of the servers. Its processes are numbered from 0. */
export type ServerFault =
  /** Another program holds the write lock. */
  | { readonly t: number; readonly class: 'S1'; readonly forMs: number }
  /** The power fails, at once or within the next commit. */
  | { readonly t: number; readonly class: 'S7'; readonly inCommit: boolean }
  /** A copy of the database file is taken, and some time later put in its place. */
  | { readonly t: number; readonly class: 'S8'; readonly olderMs: number }
  | { readonly t: number; readonly class: 'S3'; readonly forMs: number; readonly pages: number }
  | {
      readonly t: number;
      readonly class: 'P1' | 'P2';
      readonly process: number;
      readonly downMs: number;
    }
  | { readonly t: number; readonly class: 'P3'; readonly process: number; readonly forMs: number }
  | { readonly t: number; readonly class: 'P4'; readonly process: number }
  /** Memory or loop of the process are at so much of their limit for a while. */
  | {
      readonly t: number;
      readonly class: 'P5';
      readonly process: number;
      readonly what: 'memory' | 'loop';
      readonly share: number;
      readonly forMs: number;
    }
  /** Of the process, one part ends and the other goes on. */
  | {
      readonly t: number;
      readonly class: 'P6';
      readonly process: number;
      readonly part: 'engine' | 'delivery';
      readonly downMs: number;
    }
  /** The process hears nothing of the others, is heard by none of them, or both. */
  | {
      readonly t: number;
      readonly class: 'N8';
      readonly process: number;
      readonly forMs: number;
      readonly way: 'in' | 'out' | 'both';
    }
  | { readonly t: number; readonly class: 'C3'; readonly process: number; readonly byMs: number };

/**
 * What happens to a tab. `close`: it ends as pages end and comes back much later; `duplicate`:
 * another tab opens beside it with the same rooms; `discard`: a hidden page is thrown away;
 * `restore`: it is put away with its connections cut, and comes back with what it had in memory.
 */
export const TAB_TROUBLES = [
  'reload',
  'close',
  'duplicate',
  'freeze',
  'discard',
  'restore',
] as const;
export type TabTrouble = (typeof TAB_TROUBLES)[number];

/** Numbers of the strokes of chance that strike, by class; absent classes strike always. */
export type Chances = Readonly<Partial<Record<FaultClass, readonly number[]>>>;

/** What a plan that is kept proves: it passes on the code as it is, and not on the broken one. */
export interface Proof {
  readonly invariant: string;
  /** Id of the canary with which it fails. */
  readonly canary: number;
}

/** How a plan came out of a longer one. */
export interface Shrinking {
  /** Operations and faults of the plan that it was made of, and runs that it took. */
  readonly fromOps: number;
  readonly fromFaults: number;
  readonly runs: number;
  /** Each of these, taken away alone, makes the plan pass. */
  readonly passesWithout: readonly string[];
}

/** A whole seed as data: run, replay and report work on the same. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly seed: Seed;
  readonly config: Config;
  /** In order of time. */
  readonly ops: readonly Op[];
  /** In order of time. */
  readonly faults: readonly Fault[];
  /** Absent: every stroke of chance strikes. */
  readonly chances?: Chances;
  readonly proves?: Proof;
  readonly shrinking?: Shrinking;
}

/** The person to whom a tab belongs. */
export function clientOfTab(tab: TabName): ClientName {
  const dot = tab.indexOf('.');
  return dot === -1 ? tab : tab.slice(0, dot);
}
