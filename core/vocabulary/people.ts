import type { UserId } from './ids.js';

export const ROLES = ['member', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What every member may know of a person. Higher `version` is newer. */
export interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
  /** 1 when the person joined, one more at each change. */
  readonly version: number;
}
