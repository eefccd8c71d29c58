import type { PongFrame, PresenceFrame } from '../vocabulary/frames.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Activity } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { followOf, isFollowed } from './follow.js';
import { learnPeople } from './people.js';
import { presenceAfter, type PresenceView, type VersionedView } from './presence-view.js';
import type { Replica } from './replica.js';
import type { Turn } from './turn.js';

/** The person is there, and does this. Said again on each connection. */
export function beHere(turn: Turn, activity: Activity): void {
  const { presenceLink, connection } = turn.state;
  if (presenceLink.activity === activity) return;
  turn.update({ presenceLink: { ...presenceLink, activity } });
  if (connection.phase === 'online') turn.send({ type: 'here', state: activity });
}

/** The person goes, and means it. */
export function sayGoodbye(turn: Turn): void {
  const { presenceLink, connection } = turn.state;
  if (presenceLink.activity === null) return;
  turn.update({ presenceLink: { ...presenceLink, activity: null } });
  if (connection.phase === 'online') turn.send({ type: 'goodbye' });
}

/** The client is stopped: it will be told nothing more. */
export function onPresenceStopped(turn: Turn): void {
  sayGoodbye(turn);
  turn.update({
    presence: new Map(),
    presenceLink: { ...turn.state.presenceLink, until: new Map() },
  });
}

/**
 * Nobody knows for how long nothing was heard: what was told, and what was on its way then, is
 * certain again once the newest ping is answered.
 */
export function onPresenceSlept(turn: Turn): void {
  const { presence, presenceLink, link } = turn.state;
  const changed = [...presence].map(([stream, view]) => [stream, doubted(view)] as const);
  turn.update({
    presence: new Map(changed),
    presenceLink: { ...presenceLink, doubtedTo: link.pings },
  });
}

/** A connection is accepted. */
export function onPresenceOnline(turn: Turn): void {
  const { activity } = turn.state.presenceLink;
  endDoubt(turn);
  if (activity !== null) turn.send({ type: 'here', state: activity });
}

export function onPresence(turn: Turn, frame: PresenceFrame): void {
  const { stream, certainMs } = frame;
  const { presence, presenceLink, link } = turn.state;
  if (link.channel === null || !isFollowed(followOf(turn.state, stream))) return;
  const before = knownOf(turn.state, stream);
  const { view: known, version } = presenceAfter(before, frame);
  const view = presenceLink.doubtedTo === null ? known : doubted(known);
  const at = turn.moment.mono + certainMs;
  const told = { at, channel: link.channel, version };
  learnPeople(turn, frame.people);
  turn.update({
    presence: new Map(presence).set(stream, view),
    presenceLink: { ...presenceLink, until: new Map(presenceLink.until).set(stream, told) },
  });
  const hasMissed = before?.version != null && version === null;
  if (hasMissed && frame.scope === 'changes') sayAgain(turn);
}

/**
 * What was told over this connection is certain for longer, as far as it is what the server told.
 *
 * A server that told more than has come, or tells something else of the person, or nothing, is told
 * again what they do: it may not have heard, and answers with the whole.
 */
export function onPresencePong(turn: Turn, { n, certainMs, presence = [] }: PongFrame): void {
  const { doubtedTo } = turn.state.presenceLink;
  // It was on its way when the device slept.
  if (doubtedTo !== null && n < doubtedTo) return;
  endDoubt(turn);
  const versions = new Map(presence);
  if (isBehind(turn.state, versions) || isToldOtherwise(turn.state)) sayAgain(turn);
  if (certainMs !== undefined) renew(turn, turn.moment.mono + certainMs, versions);
}

function renew(turn: Turn, at: MonotonicMs, versions: Versions): void {
  const { presence, presenceLink, link } = turn.state;
  const until = new Map(presenceLink.until);
  const renewed = new Map(presence);
  for (const [stream, view] of presence) {
    const told = until.get(stream);
    if (told === undefined || told.channel !== link.channel) continue;
    const certain = told.version !== null && told.version === versions.get(stream);
    until.set(stream, certain ? { ...told, at } : { ...told, version: null });
    if (view.certain !== certain) renewed.set(stream, { ...view, certain });
  }
  turn.update({ presenceLink: { ...presenceLink, until } });
  if ([...renewed].some(([stream, view]) => presence.get(stream) !== view)) {
    turn.update({ presence: renewed });
  }
}

/** Which version of each stream's presence the server told last. */
type Versions = ReadonlyMap<StreamName, number>;

/** Whether something was told that has not come over this connection. */
function isBehind(state: Replica, versions: Versions): boolean {
  return [...versions].some(([stream, version]) => {
    return isFollowed(followOf(state, stream)) && knownOf(state, stream)?.version !== version;
  });
}

/** Whether the server takes the person for something else than they are, or says nothing. */
function isToldOtherwise({ presence, presenceLink, link, me }: Replica): boolean {
  const view = presence.get('account');
  const isTold = view !== undefined && presenceLink.until.get('account')?.channel === link.channel;
  if (me === null) return false;
  if (!isTold) return true;
  return view.certain && view.people !== null && view.people.get(me.id) !== presenceLink.activity;
}

function sayAgain(turn: Turn): void {
  const { activity } = turn.state.presenceLink;
  if (activity !== null) turn.send({ type: 'here', state: activity });
}

/** What is known of a stream; what came over an earlier connection is no version of this one. */
function knownOf(
  { presence, presenceLink, link }: Replica,
  stream: StreamName,
): VersionedView | null {
  const view = presence.get(stream);
  const told = presenceLink.until.get(stream);
  if (view === undefined) return null;
  return { view, version: told?.channel === link.channel ? told.version : null };
}

/** A stream is followed no more: nothing of it is kept. */
export function forgetPresence(turn: Turn, stream: StreamName): void {
  const { presence, presenceLink } = turn.state;
  if (!presence.has(stream)) return;
  const isOther = ([other]: readonly [StreamName, unknown]): boolean => other !== stream;
  turn.update({
    presence: new Map([...presence].filter(isOther)),
    presenceLink: { ...presenceLink, until: new Map([...presenceLink.until].filter(isOther)) },
  });
}

function endDoubt(turn: Turn): void {
  const { presenceLink } = turn.state;
  if (presenceLink.doubtedTo !== null) {
    turn.update({ presenceLink: { ...presenceLink, doubtedTo: null } });
  }
}

function doubted(view: PresenceView): PresenceView {
  return view.certain ? { ...view, certain: false } : view;
}

/** When what is shown is no longer certain. */
export function presenceDue({ presence, presenceLink }: Replica): readonly MonotonicMs[] {
  return [...presenceLink.until].flatMap(([stream, { at }]) => {
    return presence.get(stream)?.certain === true ? [at] : [];
  });
}

export function onPresenceAlarm(turn: Turn): void {
  const { presence, presenceLink } = turn.state;
  const { mono } = turn.moment;
  const over = [...presence].filter(([stream, { certain }]) => {
    return certain && (presenceLink.until.get(stream)?.at ?? mono) <= mono;
  });
  if (over.length === 0) return;
  const changed = new Map(presence);
  for (const [stream, view] of over) changed.set(stream, doubted(view));
  turn.update({ presence: changed });
}
