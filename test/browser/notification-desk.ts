import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusWriter, decode, encode, FIELD, KIND, type BusMessage } from './bus-message.js';

const BUS = 'org.freedesktop.DBus';
const DESK = 'org.freedesktop.Notifications';
const DESK_PATH = '/org/freedesktop/Notifications';
const BROWSER = ':1.1';
const CAPABILITIES = ['actions', 'body', 'persistence'];
/** What a press anywhere on a notification is called. */
const PRESS = 'default';

/** A notification as the desktop was asked to show it. */
interface Shown {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

/**
 * The desktop beside a browser: the bus on which Chromium asks for notifications, and a shelf of
 * those that it wants shown. Pressing one is what a hand would do: the browser takes it for real,
 * and gives its service worker the right to open and focus pages.
 */
export class NotificationDesk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearth-desk-'));
  readonly #sockets = new Set<Socket>();
  readonly #shown = new Map<number, Shown>();
  #server: Server | null = null;
  #serial = 0;
  #ids = 0;

  static async open(): Promise<NotificationDesk> {
    const desk = new NotificationDesk();
    const server = createServer((socket) => desk.#accept(socket));
    desk.#server = server;
    await new Promise<void>((resolve) => server.listen(desk.#path, resolve));
    return desk;
  }

  /** What a browser has to be started with. */
  get environment(): Readonly<Record<string, string>> {
    return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.#path}` };
  }

  /** What it shows now, oldest first. */
  get shown(): readonly Shown[] {
    return [...this.#shown.values()];
  }

  press({ id }: Shown): void {
    this.#signal('ActionInvoked', ['us', new BusWriter().number(id).text(PRESS)]);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #path(): string {
    return join(this.#folder, 'bus');
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let unread = Buffer.alloc(0);
    let isGreeted = false;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      for (let line = lineOf(unread); !isGreeted && line !== null; line = lineOf(unread)) {
        unread = unread.subarray(unread.indexOf('\n') + 1);
        isGreeted = line === 'BEGIN';
        if (!isGreeted) socket.write(greetingFor(line));
      }
      if (!isGreeted) return;
      for (let next = decode(unread); next !== null; next = decode(unread)) {
        unread = unread.subarray(next.length);
        if (next.message.kind === KIND.call) this.#answer(socket, next.message);
      }
    });
  }

  #answer(socket: Socket, call: BusMessage): void {
    const answer = this.#answerTo(call);
    if (!call.wantsAnswer) return;
    const fields = [
      [FIELD.answersSerial, call.serial],
      [FIELD.destination, BROWSER],
      [FIELD.sender, BUS],
    ] as const;
    const serial = ++this.#serial;
    if (answer !== null) {
      socket.write(encode({ kind: KIND.answer, serial, fields }, answer));
      return;
    }
    const failed = [...fields, [FIELD.errorName, `${BUS}.Error.ServiceUnknown`]] as const;
    const nothing = ['', new BusWriter()] as const;
    socket.write(encode({ kind: KIND.error, serial, fields: failed }, nothing));
  }

  /** Null for what this bus has not. */
  #answerTo({ member, body }: BusMessage): readonly [string, BusWriter] | null {
    const writer = new BusWriter();
    switch (member) {
      case 'Hello':
        return ['s', writer.text(BROWSER)];
      case 'AddMatch':
      case 'RemoveMatch':
        return ['', writer];
      case 'NameHasOwner':
        return ['b', writer.number(body.text() === DESK ? 1 : 0)];
      case 'GetNameOwner':
        return body.text() === DESK ? ['s', writer.text(BUS)] : null;
      case 'ListActivatableNames':
        return ['as', writer.texts([DESK])];
      case 'GetCapabilities':
        return ['as', writer.texts(CAPABILITIES)];
      case 'GetServerInformation':
        return ['ssss', writer.text('desk').text('test').text('1').text('1.2')];
      case 'Notify':
        return ['u', writer.number(this.#show(body))];
      case 'CloseNotification':
        this.#shown.delete(body.number());
        return ['', writer];
      default:
        return null;
    }
  }

  #show(body: BusMessage['body']): number {
    body.text();
    const replaced = body.number();
    body.text();
    const id = replaced === 0 ? ++this.#ids : replaced;
    this.#shown.set(id, { id, title: body.text(), body: body.text() });
    return id;
  }

  #signal(member: string, body: readonly [string, BusWriter]): void {
    const fields = [
      [FIELD.path, DESK_PATH],
      [FIELD.interface, DESK],
      [FIELD.member, member],
      [FIELD.sender, BUS],
    ] as const;
    const serial = ++this.#serial;
    const signal = encode({ kind: KIND.signal, serial, fields }, body);
    for (const socket of this.#sockets) socket.write(signal);
  }
}

/** A line of the greeting, which begins with a byte of its own; null where it is not all there. */
function lineOf(bytes: Buffer): string | null {
  const end = bytes.indexOf('\r\n');
  return end === -1 ? null : bytes.toString('latin1', bytes[0] === 0 ? 1 : 0, end);
}

function greetingFor(line: string): string {
  if (line.startsWith('AUTH')) return 'OK 0123456789abcdef0123456789abcdef\r\n';
  return line === 'NEGOTIATE_UNIX_FD' ? 'AGREE_UNIX_FD\r\n' : 'ERROR\r\n';
}
