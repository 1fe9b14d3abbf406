import { icon, must } from './dom.js';
import { actionWords } from './format.js';
import type { Room } from './preferences.js';

/** An action lasts this long unless it is repeated or a message comes. */
const ACTION_MS = 5_500;

export type Connection = 'connecting' | 'online';

export interface HeaderChat {
  readonly chatId: number;
  readonly room: Room;
  readonly title: string;
}

/** Name, picture and state of the conversation. */
export class Header {
  readonly #title = must('#title', HTMLElement);
  readonly #status = must('#status', HTMLElement);
  readonly #avatar = must('#avatar', HTMLElement);
  readonly #actions = new Map<number, { words: string; timer: number }>();
  #connection: Connection = 'connecting';
  #chatId = 0;

  get connection(): Connection {
    return this.#connection;
  }

  setConnection(connection: Connection): void {
    this.#connection = connection;
    this.#draw();
  }

  setChat({ chatId, room, title }: HeaderChat): void {
    this.#chatId = chatId;
    this.#title.textContent = title;
    this.#avatar.dataset['tint'] = room === 'private' ? 'bot' : 'group';
    this.#avatar.replaceChildren(icon(room === 'private' ? 'smile' : 'group'));
    this.#draw();
  }

  setAction(chatId: number, action: string): void {
    clearTimeout(this.#actions.get(chatId)?.timer);
    const timer = setTimeout(() => this.clearAction(chatId), ACTION_MS);
    this.#actions.set(chatId, { words: actionWords(action), timer });
    this.#draw();
  }

  clearAction(chatId: number): void {
    clearTimeout(this.#actions.get(chatId)?.timer);
    this.#actions.delete(chatId);
    this.#draw();
  }

  #draw(): void {
    const action = this.#actions.get(this.#chatId)?.words;
    const online = this.#connection === 'online';
    this.#status.textContent = online ? (action ?? 'online') : 'connecting…';
    this.#status.dataset['state'] = online
      ? action === undefined
        ? 'online'
        : 'busy'
      : 'connecting';
  }
}
