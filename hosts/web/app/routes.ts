import type { MessageId, RoomId } from '../../../core/vocabulary/ids.js';

/** What a path of the page stands for. */
export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'firstRun' }
  | { readonly kind: 'signIn' }
  | { readonly kind: 'join'; readonly code: string }
  | { readonly kind: 'room'; readonly roomId: RoomId; readonly messageId: MessageId | null }
  | { readonly kind: 'newRoom' }
  | { readonly kind: 'profile' }
  | { readonly kind: 'account' }
  | { readonly kind: 'unknown' };

export const HOME_PATH = '/';
export const FIRST_RUN_PATH = '/first_run';
export const SIGN_IN_PATH = '/session/new';
export const NEW_ROOM_PATH = '/rooms/opens/new';
export const PROFILE_PATH = '/users/me/profile';
export const ACCOUNT_PATH = '/account/edit';

const FIXED_PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  [HOME_PATH, { kind: 'home' }],
  [FIRST_RUN_PATH, { kind: 'firstRun' }],
  [SIGN_IN_PATH, { kind: 'signIn' }],
  [NEW_ROOM_PATH, { kind: 'newRoom' }],
  [PROFILE_PATH, { kind: 'profile' }],
  [ACCOUNT_PATH, { kind: 'account' }],
]);

const ROOM_PATH = /^\/rooms\/([1-9]\d{0,14})(?:\/@([1-9]\d{0,14}))?$/;
const JOIN_PATH = /^\/join\/([^/]+)$/;

export function roomPath(roomId: RoomId): string {
  return `/rooms/${roomId}`;
}

export function messagePath(roomId: RoomId, messageId: MessageId): string {
  return `/rooms/${roomId}/@${messageId}`;
}

/** Reads a path. Ids are 1 to 15 digits, as no more fit exactly. */
export function placeOf(path: string): Place {
  const fixed = FIXED_PLACES.get(path);
  if (fixed !== undefined) return fixed;
  const room = ROOM_PATH.exec(path);
  if (room !== null) {
    const messageId = room[2] === undefined ? null : (Number(room[2]) as MessageId);
    return { kind: 'room', roomId: Number(room[1]) as RoomId, messageId };
  }
  const code = JOIN_PATH.exec(path)?.[1];
  return code === undefined ? { kind: 'unknown' } : { kind: 'join', code: decoded(code) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
