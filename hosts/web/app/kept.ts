import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';

const TYPING_KEY = 'hearth.typing';

/** Where a person was in a room: a message, and how far below the timeline's top edge it began. */
export interface KeptPlace {
  readonly messageId: MessageId;
  readonly offsetPx: number;
}

/** The room that a person was in last on this device, or null. */
export function readLastRoom(userId: UserId): RoomId | null {
  const kept = Number(read(localStorage, `hearth.lastRoom.${userId}`));
  return Number.isSafeInteger(kept) && kept > 0 ? (kept as RoomId) : null;
}

export function keepLastRoom(userId: UserId, roomId: RoomId): void {
  write(localStorage, `hearth.lastRoom.${userId}`, String(roomId));
}

/** Where this tab was in a room; null at its newest message. Survives a reload. */
export function readPlace(userId: UserId, roomId: RoomId): KeptPlace | null {
  try {
    return JSON.parse(read(sessionStorage, placeKey(userId, roomId)) ?? 'null') as KeptPlace | null;
  } catch {
    return null;
  }
}

export function keepPlace(userId: UserId, roomId: RoomId, place: KeptPlace | null): void {
  write(sessionStorage, placeKey(userId, roomId), place === null ? null : JSON.stringify(place));
}

/** Whether others are told when somebody types on this device. */
export function tellsTyping(): boolean {
  return read(localStorage, TYPING_KEY) !== 'no';
}

export function keepTellsTyping(answer: 'yes' | 'no'): void {
  write(localStorage, TYPING_KEY, answer === 'no' ? answer : null);
}

/** What this tab was left with in a room's editors, oldest first. Survives a reload. */
export function readLeftTexts(userId: UserId, roomId: RoomId): readonly string[] {
  try {
    return JSON.parse(read(sessionStorage, leftKey(userId, roomId)) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
}

export function keepLeftTexts(userId: UserId, roomId: RoomId, texts: readonly string[]): void {
  const value = texts.length === 0 ? null : JSON.stringify(texts);
  write(sessionStorage, leftKey(userId, roomId), value);
}

/** Forgets every left text of a person who has signed out. */
export function forgetLeftTexts(userId: UserId): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(leftPrefix(userId))) sessionStorage.removeItem(key);
    }
  } catch {
    // A device that keeps nothing has nothing to forget.
  }
}

function leftKey(userId: UserId, roomId: RoomId): string {
  return `${leftPrefix(userId)}${roomId}`;
}

function leftPrefix(userId: UserId): string {
  return `hearth.left.${userId}.`;
}

function placeKey(userId: UserId, roomId: RoomId): string {
  return `hearth.place.${userId}.${roomId}`;
}

// A device that keeps nothing is no failure: the person then starts at the newest message.
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // See read.
  }
}
