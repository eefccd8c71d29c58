/** Which invariant a constraint of the schema guards. The first that matches counts. */
const GUARDED: readonly (readonly [RegExp, string])[] = [
  [/messages\.author_id, messages\.client_message_id/, 'S-EXACTLY-ONCE'],
  [/commands\.author_id, commands\.key/, 'S-EXACTLY-ONCE'],
  [/events\.stream, events\.seq/, 'S-SEQ-DENSE'],
  [/streams\.stream/, 'S-SEQ-DENSE'],
  [/messages\.room_id, messages\.seq|live_messages_by_place/, 'S-SEQ-DENSE'],
];

/** The invariant that was broken when the store had to refuse a statement by a constraint. */
export function guardedBy(message: string): string {
  return GUARDED.find(([pattern]) => pattern.test(message))?.[1] ?? 'S-INTEGRITY';
}
