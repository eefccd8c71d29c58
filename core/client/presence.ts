import type { PresenceFrame } from '../vocabulary/frames.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Activity } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { followOf, isFollowed } from './follow.js';
import { learnPeople } from './people.js';
import { presenceAfter } from './presence-view.js';
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

/** A connection is accepted. */
export function onPresenceOnline(turn: Turn): void {
  const { activity } = turn.state.presenceLink;
  if (activity !== null) turn.send({ type: 'here', state: activity });
}

export function onPresence(turn: Turn, frame: PresenceFrame): void {
  const { stream, certainMs } = frame;
  const { presence, presenceLink, link } = turn.state;
  if (link.channel === null || !isFollowed(followOf(turn.state, stream))) return;
  const at = turn.moment.mono + certainMs;
  const until = new Map(presenceLink.until).set(stream, { at, channel: link.channel });
  const view = presenceAfter(presence.get(stream) ?? null, frame);
  learnPeople(turn, frame.people);
  turn.update({
    presence: new Map(presence).set(stream, view),
    presenceLink: { ...presenceLink, until },
  });
}

/**
 * What was told over this connection is certain for longer.
 *
 * A server that tells something else of the person, or nothing, may not have heard what they do: it
 * is said again.
 */
export function onPresencePong(turn: Turn, certainMs: number | undefined): void {
  sayAgain(turn);
  if (certainMs === undefined) return;
  const { presence, presenceLink, link } = turn.state;
  const { channel } = link;
  if (channel === null) return;
  const at = turn.moment.mono + certainMs;
  const until = new Map(presenceLink.until);
  const renewed = new Map(presence);
  for (const [stream, view] of presence) {
    if (until.get(stream)?.channel !== channel) continue;
    until.set(stream, { at, channel });
    if (!view.certain) renewed.set(stream, { ...view, certain: true });
  }
  turn.update({ presenceLink: { ...presenceLink, until } });
  if ([...renewed].some(([stream, view]) => presence.get(stream) !== view)) {
    turn.update({ presence: renewed });
  }
}

function sayAgain(turn: Turn): void {
  const { presence, presenceLink, link, me } = turn.state;
  const { activity, until } = presenceLink;
  if (activity === null || me === null) return;
  const view = presence.get('account');
  const isTold = view !== undefined && until.get('account')?.channel === link.channel;
  if (isTold && (!view.certain || view.people === null)) return;
  if (!isTold || view.people?.get(me.id) !== activity) turn.send({ type: 'here', state: activity });
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
  for (const [stream, view] of over) changed.set(stream, { ...view, certain: false });
  turn.update({ presence: changed });
}
