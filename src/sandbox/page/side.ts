import { icon, make, must } from './dom.js';
import { clockTime, initials, preview, tintOf, unreadBadge, type Locale } from './format.js';
import { isUserId, OWNER_ID, STRANGER_ID, type Preferences, type Room } from './preferences.js';
import type { ChatMessage, Person } from './wire.js';

export interface ChatSummary {
  readonly room: Room;
  readonly title: string;
  readonly newest: ChatMessage | null;
  readonly unread: number;
}

/** Below this the panel is a drawer over the chat. */
const NARROW = '(max-width: 859.98px)';

/** The panel with both chats, "speak as" and the theme: a side bar, or a drawer on a phone. */
export class Side {
  readonly #panel = must('#side', HTMLElement);
  readonly #chat = must('#chat', HTMLElement);
  readonly #scrim = must('#scrim', HTMLElement);
  readonly #menu = must('#menu', HTMLButtonElement);
  readonly #chats = must('#chats', HTMLElement);
  readonly #people = must('#people', HTMLElement);
  readonly #otherId = must('#other-id', HTMLInputElement);
  readonly #themes = must('#themes', HTMLElement);
  readonly #change: (change: Partial<Preferences>) => void;

  constructor(change: (change: Partial<Preferences>) => void) {
    this.#change = change;
    this.#menu.addEventListener('click', () => this.#setOpen('open'));
    this.#scrim.addEventListener('click', () => this.#setOpen('closed'));
    must('#side-close', HTMLButtonElement).addEventListener('click', () => this.#setOpen('closed'));
    matchMedia(NARROW).addEventListener('change', () => this.#setOpen('closed'));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#panel.classList.contains('open')) this.#setOpen('closed');
    });
    this.#themes.addEventListener('change', (event) => this.#onTheme(event));
    must('#other', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#onOther();
    });
    this.#setOpen('closed');
  }

  #setOpen(state: 'open' | 'closed'): void {
    const open = state === 'open';
    const narrow = matchMedia(NARROW).matches;
    const held = this.#panel.contains(document.activeElement);
    this.#panel.classList.toggle('open', open);
    this.#scrim.hidden = !open;
    this.#panel.inert = narrow && !open;
    this.#chat.inert = narrow && open;
    this.#menu.setAttribute('aria-expanded', String(open));
    if (open) must('#side-close', HTMLButtonElement).focus();
    else if (held && narrow) this.#menu.focus();
  }

  #onTheme(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const { value } = event.target;
    this.#change({ theme: value === 'light' || value === 'dark' ? value : 'system' });
  }

  #onOther(): void {
    const id = Number(this.#otherId.value);
    const valid = isUserId(id);
    this.#otherId.setAttribute('aria-invalid', String(!valid));
    if (!valid) return;
    this.#otherId.value = '';
    this.#change({ speakerId: id });
  }

  drawChats(chats: readonly ChatSummary[], current: Room, locale: Locale): void {
    const held = this.#chats.contains(document.activeElement);
    this.#chats.replaceChildren(...chats.map((chat) => this.#chatButton(chat, current, locale)));
    if (held) this.#chats.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
  }

  #chatButton(chat: ChatSummary, current: Room, locale: Locale): HTMLElement {
    const { newest } = chat;
    const time = newest === null ? '' : clockTime(newest.atMs, locale);
    const line = newest === null ? 'No messages yet' : preview(newest);
    const badge =
      chat.unread === 0
        ? []
        : [
            make(
              'span',
              { class: 'badge', 'aria-label': `${chat.unread} unread` },
              unreadBadge(chat.unread),
            ),
          ];
    const button = make(
      'button',
      { type: 'button', class: 'chat-item', 'aria-current': String(chat.room === current) },
      make(
        'span',
        {
          class: 'avatar',
          'data-tint': chat.room === 'private' ? 'bot' : 'group',
          'aria-hidden': 'true',
        },
        icon(chat.room === 'private' ? 'smile' : 'group'),
      ),
      make(
        'span',
        { class: 'chat-words' },
        make(
          'span',
          { class: 'chat-line' },
          make('span', { class: 'chat-title' }, chat.title),
          make('span', { class: 'chat-time' }, time),
        ),
        make(
          'span',
          { class: 'chat-line' },
          make('span', { class: 'chat-preview' }, line),
          ...badge,
        ),
      ),
    );
    button.addEventListener('click', () => {
      this.#setOpen('closed');
      this.#change({ room: chat.room });
    });
    return button;
  }

  drawPeople(people: readonly Person[], speakerId: number): void {
    const ids = new Set([OWNER_ID, STRANGER_ID, speakerId, ...people.map((person) => person.id)]);
    const names = new Map(people.map((person) => [person.id, person.name]));
    const rows = [...ids].map((id) => {
      const name = names.get(id) ?? nameOfUser(id);
      const input = make('input', { type: 'radio', name: 'speaker', value: id });
      input.checked = id === speakerId;
      input.addEventListener('change', () => this.#change({ speakerId: id }));
      return make(
        'label',
        { class: 'person' },
        input,
        make(
          'span',
          { class: 'avatar small', 'data-tint': tintOf(id), 'aria-hidden': 'true' },
          initials(name),
        ),
        make('span', { class: 'person-name' }, name),
        make('span', { class: 'person-id' }, String(id)),
      );
    });
    const held = this.#people.contains(document.activeElement);
    this.#people.replaceChildren(...rows);
    if (held) this.#people.querySelector<HTMLInputElement>('input:checked')?.focus();
  }

  drawTheme(theme: string): void {
    for (const input of this.#themes.querySelectorAll('input')) {
      input.checked = input.value === theme;
    }
  }
}

export function nameOfUser(id: number): string {
  if (id === OWNER_ID) return 'Owner';
  return id === STRANGER_ID ? 'Stranger' : `User ${id}`;
}
