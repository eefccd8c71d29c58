import type { Client } from '../../../core/client/client.js';
import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import {
  roomStream,
  type ClientMessageId,
  type CommandKey,
  type RoomId,
} from '../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { ModelMessage } from '../model/messages.js';
import type { Asked } from '../model/requests.js';
import type { MessageRef, Op, RoomRef, TabName } from '../plan/plan.js';
import { CLIENT_ROOM } from '../plan/words.js';
import { Afar } from './afar.js';
import { requestCommand } from './command-request.js';
import type { Tab } from './tab.js';
import { maySayTyping } from './typing-watch.js';
import { FIRST_ROOM_ID, tryUnfit, unheard } from './unfit.js';
import type { World } from './world.js';

export interface PerformerParts {
  readonly world: World;
  readonly tabs: ReadonlyMap<TabName, Tab>;
  /** The account's join code, once somebody knows it. */
  readonly joinCode: { readonly value: string | null };
}

/** A command has an outcome by then. */
const COMMAND_MS = 30_000;

type TabOp = Exclude<Op, { readonly kind: 'phone' | 'afar' }>;
type ReadingOp = Extract<Op, { readonly kind: 'read' | 'unread' | 'involve' }>;
type TypingOp = Extract<Op, { readonly kind: 'type' | 'leaveOff' }>;

/** Messages of one page that wait at once, to be many. */
const MANY_WAITING = 6;

const ASK = {
  older: (client: Client, roomId: RoomId): void => {
    client.loadOlder(roomId);
  },
  newer: (client: Client, roomId: RoomId): void => {
    client.loadNewer(roomId);
  },
  newest: (client: Client, roomId: RoomId): void => {
    client.showNewest(roomId);
  },
} as const;

/** Does what plans tell clients to do, and knows what the plan's names mean. */
export class Performer {
  readonly #world: World;
  readonly #tabs: ReadonlyMap<TabName, Tab>;
  readonly #joinCode: PerformerParts['joinCode'];
  readonly #afar: Afar;
  readonly #posts = new Map<MessageRef, { readonly by: Tab; readonly id: ClientMessageId }>();
  #commands = 0;

  constructor(parts: PerformerParts) {
    const { world, tabs, joinCode } = parts;
    this.#joinCode = joinCode;
    this.#world = world;
    this.#tabs = tabs;
    this.#afar = new Afar(world, joinCode);
  }

  perform(op: Op): void {
    if (op.kind === 'phone' || op.kind === 'afar') {
      const done = this.#afar.perform(op, (ref) => this.#roomId(ref));
      const entity = op.kind === 'phone' ? op.phone : op.room;
      this.#world.kernel.note(op.actor, { kind: op.kind, entity }, done ? op.what : 'no room');
      return;
    }
    const tab = this.#tabs.get(op.actor);
    if (tab === undefined) return;
    // Whoever does something in a tab looks at it, while the device is awake.
    if (!tab.isAsleep) tab.profile.show(tab);
    const done = !tab.isAsleep && this.#dispatch(tab, op);
    if (done) this.#noteGoals(op.kind, tab);
    const entity = 'room' in op ? op.room : 'message' in op ? op.message : '';
    this.#world.kernel.note(op.actor, { kind: op.kind, entity }, done ? '' : 'nothing to do it on');
  }

  #noteGoals(kind: TabOp['kind'], tab: Tab): void {
    const { outbox = [] } = tab.state ?? {};
    if (kind === 'retry') this.#world.goal('person-sent-again');
    if (kind === 'discard') this.#world.goal('person-gave-up-message');
    if (kind === 'signOut' && outbox.length > 0) this.#world.goal('signed-out-with-outbox');
    if (kind === 'edit' && !tab.isOnline) this.#world.goal('edited-while-offline');
    if (kind === 'createRoom' && !tab.isOnline) this.#world.goal('room-made-while-offline');
    if (kind === 'post' && outbox.length > MANY_WAITING) this.#world.goal('many-messages-wait');
  }

  /** @returns whether there was something to do it on. */
  #dispatch(tab: Tab, op: TabOp): boolean {
    if (op.kind === 'arrive') {
      // Whoever comes sees the first room at once; it exists before anyone is welcome.
      tab.openRoom(FIRST_ROOM_ID);
      tab.open();
      return true;
    }
    const { client } = tab;
    if (client === null) return false;
    switch (op.kind) {
      case 'signOut':
        this.#signOut(tab, op.forMs);
        return true;
      case 'post':
      case 'openRoom':
      case 'closeRoom':
      case 'older':
      case 'newer':
      case 'newest':
      case 'renameRoom':
      case 'draft':
        return this.#inRoom(tab, op);
      case 'read':
      case 'unread':
      case 'involve':
        return this.#ofReading(tab, op);
      case 'type':
      case 'leaveOff':
        return this.#type(tab, op);
      case 'createRoom':
        this.#want(tab, `createRoom ${op.name} ${op.id}`, () =>
          client.createRoom(`${op.name} ${op.id}`),
        );
        return true;
      case 'edit':
      case 'remove':
      case 'around':
      case 'repeat':
        return this.#onMessage(tab, op);
      case 'unfit':
        tryUnfit({ tab, client, what: op.what, joinCode: this.#joinCode.value });
        this.#world.model.keystrokes.settled(tab.name);
        return true;
      case 'retry':
      case 'discard':
        return this.#decide(tab, op.kind);
      case 'change':
        return this.#change(tab);
    }
  }

  #signOut(tab: Tab, forMs: number): void {
    const { kernel } = this.#world;
    const rest = kernel.begin(`${tab.name} away`);
    unheard(
      tab.signOut().then(() => {
        rest.schedule(forMs * 1_000, { kind: 'arrive', entity: tab.name }, () => {
          tab.open();
        });
      }),
    );
  }

  #inRoom(
    tab: Tab,
    op: Exclude<
      Extract<Op, { readonly room: RoomRef }>,
      { readonly kind: 'unfit' | 'afar' | ReadingOp['kind'] | TypingOp['kind'] }
    >,
  ): boolean {
    const { client } = tab;
    const roomId = this.#roomId(op.room);
    if (roomId === null || client === null) return false;
    switch (op.kind) {
      case 'post':
        this.#post(tab, client.post(roomId, op.body), op.id);
        this.#world.model.keystrokes.settled(tab.name);
        return true;
      case 'openRoom':
        tab.openRoom(roomId);
        return true;
      case 'closeRoom':
        tab.closeRoom(roomId);
        return true;
      case 'older':
      case 'newer':
      case 'newest':
        this.#ask(tab, { roomId, what: op.kind }, ASK[op.kind]);
        return true;
      case 'draft':
        this.#world.model.drafts.typed(tab.name, roomId, op.body);
        client.setDraft(roomId, op.body);
        this.#world.model.drafts.shown(tab.name, client.state.drafts);
        return true;
      case 'renameRoom': {
        const roomName = `${op.name} ${op.room}`;
        this.#command(tab, { name: 'renameRoom', key: this.#key(), roomId, roomName });
        return true;
      }
    }
  }

  /** Says of what the tab shows of a room that it was read, or that it is to be unread. */
  #ofReading(tab: Tab, op: ReadingOp): boolean {
    const { client } = tab;
    const roomId = this.#roomId(op.room);
    if (roomId === null || client === null) return false;
    if (op.kind === 'involve') {
      const { involvement } = op;
      this.#want(tab, `involve ${String(roomId)} ${involvement}`, () =>
        client.involve(roomId, involvement),
      );
      return true;
    }
    const { messages } = client.state.rooms.get(roomId)?.timeline ?? { messages: [] };
    const place = op.kind === 'read' ? messages.at(-1) : messages[messages.length >> 1];
    if (place === undefined) return false;
    if (op.kind === 'read') unheard(client.read(roomId, place.seq));
    else {
      this.#want(tab, `markUnread ${String(roomId)} ${String(place.seq)}`, () =>
        client.markUnread(roomId, place.seq),
      );
    }
    return true;
  }

  /** A person types in a room that they see. */
  #type(tab: Tab, op: TypingOp): boolean {
    const roomId = this.#roomId(op.room);
    if (roomId === null || tab.client === null || !tab.rooms.has(roomId)) return false;
    const { keystrokes } = this.#world.model;
    if (op.kind === 'type') {
      tab.client.typed(roomId);
      keystrokes.typed(tab.name, roomId, maySayTyping(this.#world, tab, roomId));
    } else {
      tab.client.leftOff(roomId);
      keystrokes.settled(tab.name);
    }
    return true;
  }

  #onMessage(
    tab: Tab,
    op: Extract<Op, { readonly kind: 'edit' | 'remove' | 'around' | 'repeat' }>,
  ): boolean {
    const { client } = tab;
    const found = this.#message(op.message);
    if (found === null || client === null) return false;
    const { id: messageId, roomId } = found;
    switch (op.kind) {
      case 'edit': {
        const revision = shown(tab, found)?.revision ?? found.revisions.length;
        this.#want(tab, `edit ${String(messageId)} ${op.body}`, () =>
          client.edit({ messageId, revision, body: op.body }),
        );
        return true;
      }
      case 'remove':
        this.#want(tab, `delete ${String(messageId)}`, () => client.remove(messageId));
        return true;
      case 'around':
        tab.openRoom(roomId);
        this.#ask(tab, { roomId, what: 'around' }, (one) => {
          one.showAround(roomId, messageId);
        });
        return true;
      case 'repeat': {
        const { clientMessageId, revisions, authorId } = found;
        const own = authorId === tab.userId;
        if (!own || clientMessageId === null) return false;
        const body = op.change === 'body' ? 'another text' : (revisions[0]?.body ?? '');
        this.#command(tab, { name: 'post', roomId, clientMessageId, body });
        return true;
      }
    }
  }

  /** Has something done, and sees what the person is told of it. */
  #want(tab: Tab, command: string, execute: () => Promise<CommandOutcome>): void {
    const { ways, screens } = this.#world.model;
    const pending = ways.began(tab.name, command, COMMAND_MS);
    unheard(
      execute().then((outcome) => {
        screens.settled(tab.name, pending, outcome);
      }),
    );
  }

  #post(tab: Tab, posted: Promise<ClientMessageId>, ref: MessageRef): void {
    const { ways, screens } = this.#world.model;
    const pending = ways.began(tab.name, `keep ${ref}`, null);
    const settled = (): void => {
      screens.settled(tab.name, pending, null);
    };
    unheard(
      posted.then((id) => {
        this.#posts.set(ref, { by: tab, id });
        this.#taken(tab, id);
      }),
    );
    posted.then(settled, settled);
  }

  /** Asks for another part of a room, and sees that it is loaded. */
  #ask(
    tab: Tab,
    asked: { readonly roomId: RoomId; readonly what: Asked },
    ask: (client: Client, roomId: RoomId) => void,
  ): void {
    const { client } = tab;
    const { roomId } = asked;
    const before = client?.state.rooms.get(roomId)?.timeline;
    if (client === null) return;
    const isKnown = client.positions.has(roomStream(roomId));
    ask(client, roomId);
    const after = client.state.rooms.get(roomId)?.timeline;
    if (before === undefined || after === undefined || !tab.rooms.has(roomId)) return;
    this.#world.model.requests.asked(tab.name, asked, { before, after, isKnown });
  }

  #taken(tab: Tab, id: ClientMessageId): void {
    const { userId, name } = tab;
    if (userId !== null) this.#world.model.outboxes.taken(name, userId, id);
  }

  #decide(tab: Tab, kind: 'retry' | 'discard'): boolean {
    const { client, userId } = tab;
    const waiting = client?.state.outbox.find(
      ({ state }) => state.kind === 'rejected' || state.kind === 'failed',
    );
    if (client === null || waiting === undefined || userId === null) return false;
    if (kind === 'retry') {
      this.#world.model.retries.hurried(waiting.clientMessageId);
      this.#world.model.ways.again(tab.name, waiting.clientMessageId);
      client.retry(waiting.clientMessageId);
    } else {
      const { outboxes, ownRows, senders } = this.#world.model;
      outboxes.released(userId, waiting.clientMessageId);
      ownRows.released(userId, waiting.clientMessageId);
      senders.over(userId, waiting.clientMessageId);
      client.discard(waiting.clientMessageId);
    }
    return true;
  }

  /** Rewrites a message that waits to be sent. Whoever is offline also tries to be online again. */
  #change(tab: Tab): boolean {
    const { client } = tab;
    tab.hurry();
    const waiting = client?.state.outbox.find(({ state }) => state.kind === 'queued');
    if (client === null || waiting === undefined) return false;
    unheard(client.change(waiting.clientMessageId, `${waiting.body} changed`));
    return true;
  }

  /** Says a command as another tab of the person would, and notes what it was answered. */
  #command(tab: Tab, command: Command): void {
    const { userId } = tab;
    if (userId !== null) this.#world.model.verdicts.asked(userId, command);
    unheard(requestCommand(this.#world, tab, command));
  }

  #key(): CommandKey {
    this.#commands += 1;
    return `simulated-${String(this.#commands)}` as CommandKey;
  }

  #roomId(ref: RoomRef): RoomId | null {
    const { messages } = this.#world.model;
    if (ref === CLIENT_ROOM)
      return messages.roomName(FIRST_ROOM_ID) === null ? null : FIRST_ROOM_ID;
    return messages.rooms.find((id) => messages.roomName(id)?.endsWith(` ${ref}`)) ?? null;
  }

  #message(ref: MessageRef): ModelMessage | null {
    const post = this.#posts.get(ref);
    const userId = post?.by.userId ?? null;
    return post === undefined || userId === null
      ? null
      : this.#world.model.messages.byKey(userId, post.id);
  }
}

/** The message as the browser shows it now. */
function shown(tab: Tab, message: ModelMessage): LiveMessage | null {
  const view = tab.state?.rooms.get(message.roomId);
  const found = view?.timeline.messages.find(({ id }) => id === message.id);
  return found?.state === 'live' ? found : null;
}
