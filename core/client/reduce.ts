import { assertNever } from '../vocabulary/assert.js';
import type { Sha256 } from '../vocabulary/digest.js';
import type { AnswerFrame, ServerFrame } from '../vocabulary/frames.js';
import { onHeads } from './account.js';
import { armAlarm } from './alarm.js';
import { onCommandAnswer, onCommandsAlarm, sendCommands } from './commands.js';
import {
  dropConnection,
  onClosed,
  onConnectionAlarm,
  onGoaway,
  onOpened,
  onRefused,
  onWelcome,
  onSlept,
  onWoke,
  reconnectNow,
  start,
  stop,
} from './connection.js';
import { flushDrafts, onDraftsAlarm, setDraft } from './drafts.js';
import type { Effect } from './effects.js';
import { onFollowAlarm } from './follow.js';
import { onHeldAlarm } from './held.js';
import type { Act, ChannelInput, DeviceInput, Input, Moment, PageInput } from './inputs.js';
import { onOrder } from './orders.js';
import {
  adoptOrphans,
  change,
  discard,
  onAdopted,
  onKept,
  onLoadAlarm,
  onLoaded,
  onNotStored,
  post,
  retry,
} from './outbox.js';
import { leaveOff, sayTyping, sent, typed } from './own-typing.js';
import { drain, onClaimed, onOutboxAlarm, onPostAnswer } from './outbox-drain.js';
import { loadBeside, onPage, onPageFailed, onPagesAlarm, show } from './pages.js';
import { beHere, onPresence, onPresenceAlarm, onPresencePong, sayGoodbye } from './presence.js';
import type { Replica } from './replica.js';
import { closeRoom, openRoom } from './rooms.js';
import { onDenied, onLive, onPong, onReset, onRun, releaseHeld } from './streams.js';
import { Turn } from './turn.js';
import { onTypist, onTypistsAlarm } from './typists.js';

/** What an input leads to: the next state, and what is asked of the world, in order. */
export interface Step {
  readonly state: Replica;
  readonly effects: readonly Effect[];
}

/** The client's half as one function. Equal arguments give equal steps. */
export type Reduce = (state: Replica, input: Input, moment: Moment) => Step;

/**
 * Makes the reducer: a pure function of a state, an input, and the time and chance that came with
 * it.
 *
 * @param sha256 - for the chain digests of what is applied.
 */
export function reducer(sha256: Sha256): Reduce {
  return (state, input, moment) => {
    const turn = new Turn(state, moment, sha256);
    take(turn, input);
    if (turn.fault !== null) dropConnection(turn, turn.fault);
    releaseHeld(turn);
    drain(turn);
    sendCommands(turn);
    sayTyping(turn);
    armAlarm(turn);
    return { state: turn.state, effects: turn.effects };
  };
}

function take(turn: Turn, input: Input): void {
  switch (input.type) {
    case 'opened':
    case 'frame':
    case 'unreadable':
    case 'closed':
      onChannel(turn, input);
      break;
    case 'loaded':
    case 'adopted':
    case 'kept':
    case 'claimed':
    case 'notStored':
      onDevice(turn, input);
      break;
    case 'page':
    case 'pageFailed':
      onPageInput(turn, input);
      break;
    case 'alarm':
      onAlarm(turn);
      break;
    case 'woke':
      onWoke(turn);
      break;
    case 'slept':
      onSlept(turn);
      break;
    default:
      onAct(turn, input);
  }
}

function onChannel(turn: Turn, input: ChannelInput): void {
  if (input.channel !== turn.state.link.channel) return;
  switch (input.type) {
    case 'opened':
      onOpened(turn);
      break;
    case 'frame':
      turn.updateLink({ heardAt: turn.moment.mono });
      onFrame(turn, input.frame);
      break;
    case 'unreadable':
      turn.blameConnection(input.reason);
      break;
    case 'closed':
      onClosed(turn, input.reason);
      break;
    default:
      assertNever(input);
  }
}

function onFrame(turn: Turn, frame: ServerFrame): void {
  switch (frame.type) {
    case 'welcome':
      onWelcome(turn, frame);
      break;
    case 'refused':
      onRefused(turn, frame);
      break;
    case 'run':
      onRun(turn, frame);
      break;
    case 'reset':
      onReset(turn, frame);
      break;
    case 'live':
      onLive(turn, frame);
      break;
    case 'denied':
      onDenied(turn, frame);
      break;
    case 'heads':
      onHeads(turn, frame);
      break;
    case 'typist':
      onTypist(turn, frame);
      break;
    case 'answer':
      onAnswer(turn, frame);
      break;
    case 'goaway':
      onGoaway(turn, frame);
      break;
    case 'pong':
      onPong(turn, frame);
      onPresencePong(turn, frame);
      break;
    case 'presence':
      onPresence(turn, frame);
      break;
    default:
      assertNever(frame);
  }
}

function onAnswer(turn: Turn, answer: AnswerFrame): void {
  if (answer.name === 'post') onPostAnswer(turn, answer);
  else onCommandAnswer(turn, answer);
}

function onDevice(turn: Turn, input: DeviceInput): void {
  if (input.userId !== turn.state.owner) return;
  switch (input.type) {
    case 'loaded':
      onLoaded(turn, input);
      break;
    case 'adopted':
      onAdopted(turn, input);
      break;
    case 'kept':
      onKept(turn, input.id);
      break;
    case 'claimed':
      onClaimed(turn, input.id, input.claim);
      break;
    case 'notStored':
      onNotStored(turn, input);
      if (input.task === 'claim' && input.id !== null) onClaimed(turn, input.id, 'granted');
      break;
    default:
      assertNever(input);
  }
}

function onPageInput(turn: Turn, input: PageInput): void {
  if (input.type === 'page') onPage(turn, input);
  else onPageFailed(turn, input);
}

function onAlarm(turn: Turn): void {
  turn.update({ alarmAt: null });
  onConnectionAlarm(turn);
  if (turn.state.connection.phase === 'online') onFollowAlarm(turn);
  onHeldAlarm(turn);
  onLoadAlarm(turn);
  onPagesAlarm(turn);
  onOutboxAlarm(turn);
  onCommandsAlarm(turn);
  onDraftsAlarm(turn);
  onTypistsAlarm(turn);
  onPresenceAlarm(turn);
}

function onAct(turn: Turn, act: Act): void {
  switch (act.type) {
    case 'start':
      start(turn);
      break;
    case 'stop':
      flushDrafts(turn);
      stop(turn);
      break;
    case 'reconnectNow':
      reconnectNow(turn);
      break;
    case 'openRoom':
      openRoom(turn, act.roomId);
      break;
    case 'closeRoom':
      flushDrafts(turn);
      closeRoom(turn, act.roomId);
      break;
    case 'loadOlder':
      loadBeside(turn, act.roomId, 'before');
      break;
    case 'loadNewer':
      loadBeside(turn, act.roomId, 'after');
      break;
    case 'showAround':
      show(turn, act.roomId, { at: 'around', messageId: act.messageId });
      break;
    case 'showNewest':
      show(turn, act.roomId, { at: 'newest' });
      break;
    case 'setDraft':
      setDraft(turn, act.roomId, act.body);
      break;
    case 'flushDrafts':
      flushDrafts(turn);
      break;
    case 'typed':
    case 'leftOff':
    case 'beHere':
    case 'sayGoodbye':
      onDoing(turn, act);
      break;
    case 'adoptOrphans':
      adoptOrphans(turn);
      break;
    case 'post':
    case 'change':
    case 'retry':
    case 'discard':
      onWriting(turn, act);
      break;
    default:
      onOrder(turn, act);
  }
}

type Doing = Extract<Act, { type: 'typed' | 'leftOff' | 'beHere' | 'sayGoodbye' }>;

/** What others are told of the person, and nobody keeps. */
function onDoing(turn: Turn, act: Doing): void {
  switch (act.type) {
    case 'typed':
      typed(turn, act.roomId);
      break;
    case 'leftOff':
      leaveOff(turn, act.roomId);
      break;
    case 'beHere':
      beHere(turn, act.activity);
      break;
    case 'sayGoodbye':
      sayGoodbye(turn);
      break;
    default:
      assertNever(act);
  }
}

type Writing = Extract<Act, { type: 'post' | 'change' | 'retry' | 'discard' }>;

function onWriting(turn: Turn, act: Writing): void {
  switch (act.type) {
    case 'post':
      // A writer who reads far back is brought to where the message will appear.
      if (turn.state.rooms.get(act.roomId)?.timeline.newerExist === true) {
        show(turn, act.roomId, { at: 'newest' });
      }
      sent(turn, act.roomId);
      post(turn, act);
      break;
    case 'change':
      change(turn, act);
      break;
    case 'retry':
      retry(turn, act);
      break;
    case 'discard':
      discard(turn, act);
      break;
    default:
      assertNever(act);
  }
}
