import type { Invariant } from './invariant.js';

/** What must never happen to messages, their order and their texts. */
export const SAFETY: readonly Invariant[] = [
  {
    id: 'S-ACK-DURABLE',
    tier: 'T',
    statement:
      'whatever was acknowledged is in the store when its answer comes, at each restart and at ' +
      'the end',
    needs: [],
    owner: 'adapters/sqlite',
  },
  {
    id: 'S-EXACTLY-ONCE',
    tier: 'T',
    statement:
      'a client message id stores at most one message, and is answered with that one alone',
    needs: [],
    owner: 'core/messaging',
  },
  {
    id: 'S-TIMELINE',
    tier: 'T',
    statement:
      'what a client shows is a stretch of the room, in order, without holes, nothing twice; at ' +
      "the end the whole room, equal to the server's window",
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-SEQ-DENSE',
    tier: 'T',
    statement:
      'a stream is numbered from 1 without gaps, each number once, its time never going ' + 'back',
    needs: [],
    owner: 'core/streams',
  },
  {
    id: 'S-ORDER-AGREE',
    tier: 'T',
    statement: 'all see the same content for a room, sequence and revision; rows agree with events',
    needs: [],
    owner: 'core/streams',
  },
  {
    id: 'S-CURSOR-MONO',
    tier: 'T',
    statement:
      "a client's position never goes back, and never passes what has reached it without a gap",
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-NO-GAP-AT-HANDOVER',
    tier: 'T',
    statement:
      'a snapshot or resume and what follows it cover every sequence once, up to the head once ' +
      'nothing moves',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-OUTBOX',
    tier: 'T',
    statement:
      'a message leaves the outbox only when it is stored, refused for good or given up by its ' +
      'author, and one tab alone sends it, and not while the device has it as given up',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-ONE-LEADER-EFFECT',
    tier: 'T',
    statement:
      'what carries an older term has no effect once a newer one was given out: leaders may ' +
      'overlap, their effects do not',
    needs: ['U2', 'U3'],
    owner: 'core/sessions',
  },
  {
    id: 'S-LEASE-FENCE',
    tier: 'T',
    statement:
      'terms of a browser only grow and none is given out twice, and the newest is never refused ' +
      'as stale',
    needs: ['U2', 'U3'],
    owner: 'core/sessions',
  },
  {
    id: 'S-NO-GHOST',
    tier: 'E',
    statement: 'what was refused for good is not stored',
    needs: [],
    owner: 'core/messaging',
  },
  {
    id: 'S-FANOUT-AFTER-COMMIT',
    tier: 'T',
    statement: 'nothing is sent that is not committed',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-INTEGRITY',
    tier: 'E',
    statement: 'the examination of the database finds nothing',
    needs: [],
    owner: 'core/audit',
  },
  {
    id: 'S-NO-DEFECT',
    tier: 'T',
    statement: 'nothing is logged as an error, and nothing is answered with `internal`',
    needs: [],
    owner: 'core',
  },
  {
    id: 'S-FIFO-SENDER',
    tier: 'T',
    statement: 'what one person writes in one room in one tab is stored in the order of writing',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-RYW',
    tier: 'T',
    statement:
      'an own message stays in view, once, from its writing until the timeline has it or ' +
      'its author gives it up',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-CAUSAL',
    tier: 'T',
    statement:
      'nothing is stored or applied before what it follows from, in its stream or in another, ' +
      'nor kept waiting for that once it is there',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-EDIT-MONO',
    tier: 'T',
    statement:
      'nobody is shown an earlier revision after a later one, or a deleted text again; ' +
      'nobody who joins is sent a text that was withdrawn by then',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-FLAGS-MONO',
    tier: 'T',
    statement: 'what is deleted stays so: it is not edited any more',
    needs: [],
    owner: 'core/messaging',
  },
  {
    id: 'S-NO-EARLY-EVENT',
    tier: 'T',
    statement:
      'nothing reaches a connection before it is welcome, and nothing of a stream before ' +
      'its snapshot or position',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-RESUME-EQUIV',
    tier: 'T',
    statement:
      'what a client shows at a position is what one that starts anew there shows: no text ' +
      'from before an edit, and no message after a deletion, that it applied; and nobody goes on ' +
      'from a past that the log does not have; at the end one page resumes and one starts anew, ' +
      'and all is shown as before',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-IDEMP-RESP',
    tier: 'T',
    statement:
      'a command that is said again is answered as it was the first time, and with nobody ' +
      "else's message",
    needs: ['U5', 'N2', 'N3', 'N7', 'U2'],
    owner: 'core/messaging',
  },
  {
    id: 'S-VERDICT',
    tier: 'T',
    statement:
      'what is done is what was asked, by somebody who may; what is refused has a reason, and ' +
      'each question has one answer',
    needs: [],
    owner: 'core/messaging',
  },
  {
    id: 'S-NO-LEAK-ERR',
    tier: 'T',
    statement:
      'no refusal says what its reader may not see: no text of a person, nothing of the ' +
      'engine',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-REFUSED',
    tier: 'T',
    statement:
      'what breaks the protocol, is forged or is not theirs is refused with a code of its kind, ' +
      'and changes nothing',
    needs: ['U6'],
    owner: 'core/delivery',
  },
  {
    id: 'S-CODEC',
    tier: 'T',
    statement:
      'every frame that is accepted is written again as it was, with fields of newer ' +
      'versions too',
    needs: [],
    owner: 'adapters/wire',
  },
  {
    id: 'S-CLOCK',
    tier: 'E',
    statement:
      'nothing is decided by wall-clock time: the same plan with right clocks stores the ' + 'same',
    needs: ['C1'],
    owner: 'core',
  },
  {
    id: 'S-SHOWN',
    tier: 'T',
    statement:
      'a page says of its connection, its rooms and its unsent messages what is so by all that ' +
      'went over its way',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-OUTBOX-ORDER',
    tier: 'T',
    statement:
      'of the unsent messages of a room the first is sent alone, and what was refused for good ' +
      'holds nothing up',
    needs: [],
    owner: 'core/client',
  },
  {
    id: 'S-UNREAD',
    tier: 'T',
    statement:
      'what a client shows as read, mentioned and newest is what the log says at the places that ' +
      'it has come to',
    needs: [],
    owner: 'core/reading',
  },
  {
    id: 'S-DRIFT',
    tier: 'T',
    statement:
      'what is stored of reading is what the log says: the audits of the servers, which look all ' +
      'the time, count no drift',
    needs: [],
    owner: 'core/reading',
  },
  {
    id: 'S-READ-MONO',
    tier: 'T',
    statement:
      'within a generation a read position only rises, and generations follow one another, in ' +
      'the log and at every client',
    needs: [],
    owner: 'core/reading',
  },
  {
    id: 'S-MENTION-ONCE',
    tier: 'T',
    statement:
      'whom a message mentions is told once, and nobody else is, whatever is edited; a browser ' +
      'is sent it at most for one reason, and never for its author, for who wants less, has read ' +
      'it, or after it was deleted',
    needs: [],
    owner: 'core/notifications',
  },
  {
    id: 'S-JOB-ONCE',
    tier: 'T',
    statement:
      'each message is stored with its job, no cause has two, a claim that stands is nobody ' +
      "else's for 20 s, and nothing is sent without one",
    needs: [],
    owner: 'core/jobs',
  },
  {
    id: 'S-DEVICE',
    tier: 'T',
    statement:
      'a browser is whose it was said to be last, and is sent nothing that is for anybody else, ' +
      'or for a session that has ended',
    needs: [],
    owner: 'core/notifications',
  },
  {
    id: 'S-TYPING-TTL',
    tier: 'T',
    statement:
      'whoever is shown to type is somebody else, has said so there and not left off since, and ' +
      'has posted nothing above the fence; a stop, a leave and the end of a connection are told ' +
      'at once',
    needs: [],
    owner: 'core/typing',
  },
  {
    id: 'S-RATE',
    tier: 'T',
    statement: 'of the starts of typing of a connection one in 2 s goes on at most',
    needs: [],
    owner: 'core/typing',
  },
  {
    id: 'S-ADMIT',
    tier: 'T',
    statement:
      'whoever is turned away is told when to come back, and is only while there is no room; ' +
      'nobody who is connected goes because somebody comes',
    needs: [],
    owner: 'core/delivery',
  },
  {
    id: 'S-PRESENCE-SAFE',
    tier: 'T',
    statement:
      'nobody is said to be absent who has a connection that was heard within 20 s, or that ' +
      'closed within 1 s without a goodbye, nor to be away whom one of them says to be active; ' +
      'counts are the number of those who are named',
    needs: [],
    owner: 'core/presence',
  },
  {
    id: 'S-PRESENCE-STALE',
    tier: 'T',
    statement:
      'nobody is said to be present, or active, longer than the stated time after whatever held ' +
      'them or said so, and no page shows it as certain for longer than it was told',
    needs: [],
    owner: 'core/presence',
  },
];
