import type { Seed } from '../kernel/draws.js';
import type { Config } from './config.js';

/** Version of the plan's form. A plan of another version is refused. */
export const PLAN_VERSION = 1;

/** `c1`, `c2` and so on. */
export type ClientName = string;
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
  | { readonly t: number; readonly actor: ClientName; readonly kind: 'arrive' }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'signOut';
      readonly forMs: number;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'post';
      readonly room: RoomRef;
      readonly id: MessageRef;
      readonly body: string;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'edit';
      readonly message: MessageRef;
      readonly body: string;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'remove' | 'around';
      readonly message: MessageRef;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'openRoom' | 'closeRoom' | 'older' | 'newer' | 'newest';
      readonly room: RoomRef;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'createRoom';
      readonly id: RoomRef;
      readonly name: string;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'renameRoom';
      readonly room: RoomRef;
      readonly name: string;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'draft';
      readonly room: RoomRef;
      readonly body: string;
    }
  /** Says a command again with the same key, as an impatient or forgetful client does. */
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'repeat';
      readonly message: MessageRef;
      /** What the repetition changes, if anything: a changed one must be refused. */
      readonly change: 'nothing' | 'body';
    }
  /** Something that must be refused and change nothing. */
  | {
      readonly t: number;
      readonly actor: ClientName;
      readonly kind: 'unfit';
      readonly what: Unfit;
      readonly room: RoomRef;
    }
  | {
      readonly t: number;
      readonly actor: ClientName;
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
      readonly client: ClientName;
      /** Which end learns nothing of it. */
      readonly deaf: 'none' | 'server' | 'client';
    }
  | {
      readonly t: number;
      readonly class: 'N4' | 'N5';
      readonly client: ClientName;
      readonly forMs: number;
    }
  | { readonly t: number; readonly class: 'S3'; readonly forMs: number; readonly pages: number }
  | { readonly t: number; readonly class: 'P1' | 'P2'; readonly downMs: number }
  | {
      readonly t: number;
      readonly class: 'U2';
      readonly client: ClientName;
      readonly awayMs: number;
    };

/** A whole seed as data: run, replay and report work on the same. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly seed: Seed;
  readonly config: Config;
  /** In order of time. */
  readonly ops: readonly Op[];
  /** In order of time. */
  readonly faults: readonly Fault[];
}
