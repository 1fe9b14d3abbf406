import * as api from './api.js';
import { Composer } from './composer.js';
import { must } from './dom.js';
import { preview, type Locale } from './format.js';
import { Header } from './header.js';
import { Lightbox } from './lightbox.js';
import { ListView } from './list-view.js';
import { followEvents } from './live.js';
import {
  draftOf,
  EMPTY_LIST,
  findMessage,
  highestId,
  reduce,
  type ListEvent,
  type MessageList,
} from './message-list.js';
import { alertDialog, announce, toast } from './notices.js';
import { measureAll } from './pictures.js';
import {
  chatIdOf,
  GROUP_ID,
  loadPreferences,
  savePreferences,
  type Preferences,
} from './preferences.js';
import { nameOfUser, Side } from './side.js';
import { followTaps } from './taps.js';
import type { ChatButton, ChatMessage, People } from './wire.js';

const BOT_NAME = 'voldesk';
/** How far back a reconnect looks for edits that it missed. */
const REVIEW_MESSAGES = 100;
const RETRY_MS = 1_500;
/** Pictures near the end that are measured before a chat is shown. */
const MEASURED_FIRST = 12;

function reason(error: unknown): string {
  return error instanceof api.ChatError ? error.message : 'That did not work.';
}

/** Joins the parts: the lists by chat, what is shown, and what the server says. */
export class App {
  readonly #locale: Locale = { language: navigator.language };
  readonly #lists = new Map<number, MessageList>();
  readonly #ready = new Set<number>();
  readonly #unread = new Map<number, number>();
  readonly #drafts = new Map<number, string>();
  readonly #lightbox = new Lightbox();
  readonly #header = new Header();
  readonly #side = new Side((change) => this.#change(change));
  readonly #composer = new Composer({
    send: (text) => this.#send(text),
    wantCommands: () => void this.#loadCommands(),
  });
  readonly #view: ListView;
  readonly #empty = must('#empty', HTMLElement);
  #preferences: Preferences = loadPreferences(localStorage);
  #people: People = { users: [], chats: [] };
  #nextLocal = 1;

  constructor() {
    this.#view = new ListView(
      {
        locale: this.#locale,
        isGroup: () => this.#preferences.room === 'group',
        nameOf: (message) => this.#nameOf(message),
        find: (messageId) => findMessage(this.#list(this.#chatId), messageId),
        jumpTo: (messageId) => this.#view.jumpTo(messageId),
        openPicture: (image) => this.#lightbox.open(image),
        press: (message, button) => this.#press(message, button),
        retry: (key) => this.#retry(key),
        discard: (key) => this.#dispatch(this.#chatId, { kind: 'discarded', localId: key }),
      },
      this.#locale,
    );
  }

  start(): void {
    followTaps((command) => this.#send(command));
    addEventListener('focus', () => this.#seen());
    this.#showChat();
    followEvents({
      connected: () => this.#onConnected(),
      lost: () => this.#header.setConnection('connecting'),
      message: (message) => void this.#receive(message),
      action: ({ chatId, action }) => this.#header.setAction(chatId, action),
    });
  }

  get #chatId(): number {
    return chatIdOf(this.#preferences);
  }

  #list(chatId: number): MessageList {
    return this.#lists.get(chatId) ?? EMPTY_LIST;
  }

  #nameOf(message: ChatMessage): string {
    if (message.from === 'bot') return BOT_NAME;
    const id = message.userId ?? 0;
    return this.#people.users.find((user) => user.id === id)?.name ?? nameOfUser(id);
  }

  #dispatch(chatId: number, event: ListEvent): void {
    const before = this.#list(chatId);
    const after = reduce(before, event);
    if (after === before) return;
    this.#lists.set(chatId, after);
    if (chatId === this.#chatId) this.#draw();
    this.#drawSide();
  }

  #draw(): void {
    const { entries } = this.#list(this.#chatId);
    this.#view.render(entries, this.#preferences.speakerId);
    this.#empty.hidden = entries.length > 0 || !this.#ready.has(this.#chatId);
  }

  #drawSide(): void {
    const rooms = [
      { room: 'private', chatId: this.#preferences.speakerId, title: BOT_NAME },
      { room: 'group', chatId: GROUP_ID, title: this.#groupTitle() },
    ] as const;
    const chats = rooms.map(({ room, chatId, title }) => ({
      room,
      title,
      newest: this.#list(chatId).entries.at(-1)?.message ?? null,
      unread: this.#unread.get(chatId) ?? 0,
    }));
    this.#side.drawChats(chats, this.#preferences.room, this.#locale);
    const waiting = chats.reduce((sum, chat) => sum + chat.unread, 0);
    document.title = waiting > 0 ? `(${waiting}) ${BOT_NAME}` : BOT_NAME;
  }

  #groupTitle(): string {
    return this.#people.chats.find((chat) => chat.id === GROUP_ID)?.title ?? 'Desk group';
  }

  #change(change: Partial<Preferences>): void {
    const before = this.#chatId;
    const speaker = this.#preferences.speakerId;
    this.#drafts.set(before, this.#composer.text);
    this.#preferences = { ...this.#preferences, ...change };
    savePreferences(localStorage, this.#preferences);
    if (this.#chatId !== before || this.#preferences.speakerId !== speaker) this.#showChat();
    else this.#drawChrome();
  }

  #drawChrome(): void {
    const { theme, room, speakerId } = this.#preferences;
    document.documentElement.dataset['theme'] = theme;
    this.#side.drawTheme(theme);
    this.#side.drawPeople(this.#people.users, speakerId);
    this.#header.setChat({
      chatId: this.#chatId,
      room,
      title: room === 'group' ? this.#groupTitle() : BOT_NAME,
    });
    const speaker = this.#people.users.find((user) => user.id === speakerId)?.name;
    this.#composer.setPlaceholder(`Message as ${speaker ?? nameOfUser(speakerId)}`);
    this.#drawSide();
  }

  #showChat(): void {
    const chatId = this.#chatId;
    this.#view.clear();
    this.#unread.delete(chatId);
    this.#composer.setText(this.#drafts.get(chatId) ?? '');
    this.#drawChrome();
    this.#draw();
    this.#composer.setCommands([]);
    void this.#loadCommands();
    if (this.#header.connection === 'online') void this.#catchUp(chatId);
  }

  async #loadCommands(): Promise<void> {
    const chatId = this.#chatId;
    const { speakerId: userId } = this.#preferences;
    const { language } = this.#locale;
    const commands = await api.fetchCommands({ chatId, userId, language }).catch(() => null);
    if (commands !== null && chatId === this.#chatId) this.#composer.setCommands(commands);
  }

  #onConnected(): void {
    this.#header.setConnection('online');
    for (const chatId of new Set([this.#chatId, this.#preferences.speakerId, GROUP_ID])) {
      void this.#catchUp(chatId);
    }
    void this.#loadCommands();
    void this.#loadPeople();
  }

  async #loadPeople(): Promise<void> {
    try {
      this.#people = await api.fetchPeople();
      this.#drawChrome();
      this.#draw();
    } catch {
      // Names fall back to ids; the next connection asks again.
    }
  }

  /** What was said and edited while the stream was away. */
  async #catchUp(chatId: number): Promise<void> {
    try {
      const known = this.#list(chatId).entries.filter((entry) => entry.delivery === 'delivered');
      const newest = highestId(this.#list(chatId));
      const from = known.at(-REVIEW_MESSAGES)?.message.messageId ?? 1;
      let messages = await api.fetchMessages(chatId, from - 1);
      if (newest > 0 && !messages.some((message) => message.messageId >= newest)) {
        messages = await api.fetchMessages(chatId, 0);
        this.#dispatch(chatId, { kind: 'restarted' });
      }
      const recent = messages.slice(-MEASURED_FIRST);
      if (chatId === this.#chatId) await measureAll(recent.flatMap(({ photo }) => photo ?? []));
      this.#ready.add(chatId);
      this.#dispatch(chatId, { kind: 'fetched', messages });
      if (chatId === this.#chatId) this.#draw();
    } catch {
      setTimeout(() => {
        if (this.#header.connection === 'online') void this.#catchUp(chatId);
      }, RETRY_MS);
    }
  }

  async #receive(message: ChatMessage): Promise<void> {
    const { chatId, photo } = message;
    if (photo !== null && chatId === this.#chatId && this.#isNew(message)) {
      await measureAll([photo]);
    }
    if (this.#isNew(message)) this.#count(message);
    this.#dispatch(chatId, { kind: 'received', message });
  }

  #isNew(message: ChatMessage): boolean {
    const list = this.#list(message.chatId);
    return !message.deleted && findMessage(list, message.messageId) === null;
  }

  #count(message: ChatMessage): void {
    if (message.from !== 'bot') return;
    const { chatId } = message;
    this.#header.clearAction(chatId);
    const looking = chatId === this.#chatId && document.hasFocus();
    if (chatId === this.#chatId) announce(`${BOT_NAME}: ${preview(message)}`);
    if (!looking) this.#unread.set(chatId, (this.#unread.get(chatId) ?? 0) + 1);
  }

  #seen(): void {
    if (this.#unread.delete(this.#chatId)) this.#drawSide();
  }

  #send(text: string): void {
    const chatId = this.#chatId;
    const userId = this.#preferences.speakerId;
    const localId = `draft-${this.#nextLocal++}`;
    const message = draftOf({ text, chatId, userId, atMs: Date.now() });
    this.#dispatch(chatId, { kind: 'typed', localId, message });
    this.#view.toBottom('smooth');
    void this.#deliver(localId, { text, chatId, userId });
  }

  async #deliver(localId: string, outgoing: api.Outgoing): Promise<void> {
    try {
      const messageId = await api.sendMessage(outgoing);
      this.#dispatch(outgoing.chatId, { kind: 'sent', localId, messageId });
    } catch {
      this.#dispatch(outgoing.chatId, { kind: 'failed', localId });
    }
  }

  #retry(key: string): void {
    const entry = this.#list(this.#chatId).entries.find((candidate) => candidate.key === key);
    if (entry?.delivery !== 'failed') return;
    const { text, chatId, userId } = entry.message;
    this.#dispatch(chatId, { kind: 'retried', localId: key });
    void this.#deliver(key, { text: text ?? '', chatId, userId: userId ?? 0 });
  }

  async #press(message: ChatMessage, button: ChatButton): Promise<void> {
    if (button.data === null) return;
    const { chatId, messageId } = message;
    const userId = this.#preferences.speakerId;
    try {
      const answer = await api.pressButton({ chatId, messageId, data: button.data, userId });
      if (answer.answer === null) return;
      if (answer.alert) alertDialog(answer.answer);
      else toast(answer.answer);
    } catch (error) {
      toast(reason(error));
    }
  }
}
