import { icon, make, syncChildren } from './dom.js';
import {
  clockTime,
  extensionOf,
  fullTime,
  initials,
  preview,
  tintOf,
  type Locale,
} from './format.js';
import { keyboard } from './keyboard.js';
import { decodePicture, knownSize, ownPath, USUAL_SIZE, type PictureSize } from './pictures.js';
import type { Row } from './rows.js';
import { plainFragment, safeFragment } from './sanitize.js';
import type { ChatButton, ChatMessage } from './wire.js';

/** What a bubble needs to know of the rest of the chat, and what it may ask for. */
export interface BubbleHost {
  readonly locale: Locale;
  isGroup(): boolean;
  nameOf(message: ChatMessage): string;
  find(messageId: number): ChatMessage | null;
  jumpTo(messageId: number): void;
  openPicture(image: HTMLImageElement): void;
  press(message: ChatMessage, button: ChatButton): Promise<void>;
  retry(key: string): void;
  discard(key: string): void;
}

/** Two strings are equal exactly when the bubble's inside needs no change. */
function signature(row: Row, quoted: ChatMessage | null): string {
  const { message, delivery } = row.entry;
  return JSON.stringify([
    message,
    delivery,
    row.own,
    row.first,
    row.last,
    quoted && preview(quoted),
  ]);
}

/** One message. `update` patches it in place; a new picture is shown only once it is decoded. */
export class Bubble {
  readonly element = make('article', { class: 'row' });
  readonly #stack = make('div', { class: 'stack' });
  readonly #host: BubbleHost;
  #row: Row;
  #shown = '';
  #photo: string | null = null;
  #picture: HTMLButtonElement | null = null;

  constructor(row: Row, host: BubbleHost) {
    this.#host = host;
    this.#row = row;
    this.#draw();
    if (row.entry.message.photo !== null) void this.#loadPhoto(row.entry.message.photo);
  }

  get message(): ChatMessage {
    return this.#row.entry.message;
  }

  update(row: Row): void {
    this.#row = row;
    const { photo } = row.entry.message;
    if (photo !== null && photo !== this.#photo) void this.#loadPhoto(photo);
    else this.#draw();
  }

  /** Draws attention to a message that was jumped to. */
  flash(): void {
    this.element.classList.remove('flash');
    // Reading a measure makes the browser see the class go, so that the animation starts again.
    this.element.getBoundingClientRect();
    this.element.classList.add('flash');
  }

  async #loadPhoto(path: string): Promise<void> {
    this.#photo = path;
    const image = await decodePicture(path, preview(this.message));
    if (this.#photo !== path || this.message.photo !== path) return;
    this.#picture = this.#pictureOf(image);
    this.#shown = '';
    this.#draw();
  }

  #pictureOf(image: HTMLImageElement | null): HTMLButtonElement {
    const button = make('button', { type: 'button', class: 'picture' });
    if (image === null) {
      button.disabled = true;
      button.append(make('span', { class: 'picture-missing' }, 'Picture not available'));
      return button;
    }
    button.setAttribute('aria-label', `Open picture: ${image.alt}`);
    button.append(image);
    button.addEventListener('click', () => this.#host.openPicture(image));
    return button;
  }

  #draw(): void {
    const { message } = this.#row.entry;
    const quoted = message.replyTo === null ? null : this.#host.find(message.replyTo);
    const next = signature(this.#row, quoted);
    if (next === this.#shown) return;
    this.#shown = next;
    if (message.photo === null) {
      this.#photo = null;
      this.#picture = null;
    } else {
      this.#picture ??= make('button', { type: 'button', class: 'picture loading', disabled: '' });
    }
    this.#dress();
    const keys = keyboard(message.buttons, (button) => this.#host.press(this.message, button));
    const focused = this.#focusedKey();
    this.#stack.replaceChildren(
      this.#bubble(quoted),
      ...(keys === null ? [] : [keys]),
      ...(this.#row.entry.delivery === 'failed' ? [this.#failure()] : []),
    );
    if (focused >= 0) this.#stack.querySelectorAll<HTMLElement>('.key')[focused]?.focus();
    syncChildren(this.element, [...this.#portrait(), this.#stack]);
  }

  /** An edit must not take the focus away from the button that caused it. */
  #focusedKey(): number {
    const keys = [...this.#stack.querySelectorAll('.key')];
    return keys.findIndex((key) => key === document.activeElement);
  }

  #dress(): void {
    const { entry, own, first, last } = this.#row;
    const { message } = entry;
    const words = message.html ?? message.text ?? message.caption;
    const list = this.element.classList;
    list.toggle('own', own);
    list.toggle('first', first);
    list.toggle('last', last);
    list.toggle('in-group', this.#host.isGroup() && !own);
    list.toggle('with-picture', message.photo !== null);
    list.toggle('wordless', words === null);
    this.element.dataset['messageId'] = String(message.messageId);
    this.element.dataset['delivery'] = entry.delivery;
    const who = own ? 'You' : this.#host.nameOf(message);
    this.element.setAttribute(
      'aria-label',
      `${who}, ${clockTime(message.atMs, this.#host.locale)}`,
    );
    if (message.photo !== null) this.#reserve(knownSize(message.photo) ?? USUAL_SIZE);
  }

  /** The height is known before the picture is: nothing below it jumps. */
  #reserve({ width, height }: PictureSize): void {
    this.element.style.setProperty('--ratio', String(width / Math.max(1, height)));
  }

  #portrait(): HTMLElement[] {
    if (!this.#host.isGroup() || this.#row.own) return [];
    const { message } = this.#row.entry;
    if (!this.#row.last) return [make('span', { class: 'portrait', 'aria-hidden': 'true' })];
    const tint = message.from === 'bot' ? 'bot' : tintOf(message.userId ?? 0);
    const face =
      message.from === 'bot'
        ? icon('smile')
        : document.createTextNode(initials(this.#host.nameOf(message)));
    return [
      make('span', { class: 'portrait avatar', 'data-tint': tint, 'aria-hidden': 'true' }, face),
    ];
  }

  #bubble(quoted: ChatMessage | null): HTMLElement {
    const { entry, own, first } = this.#row;
    const { message } = entry;
    const bubble = make('div', { class: 'bubble' });
    if (this.#host.isGroup() && !own && first) {
      const tint = message.from === 'bot' ? 'bot' : tintOf(message.userId ?? 0);
      bubble.append(make('p', { class: 'sender', 'data-tint': tint }, this.#host.nameOf(message)));
    }
    if (message.threadId !== null) {
      bubble.append(make('p', { class: 'topic' }, `topic ${message.threadId}`));
    }
    if (message.replyTo !== null) bubble.append(this.#quote(message.replyTo, quoted));
    if (this.#picture !== null) bubble.append(this.#picture);
    if (message.document !== null) bubble.append(this.#file(message.document));
    const words = message.text ?? message.caption;
    if (message.html !== null || words !== null) {
      const text = make('div', { class: 'text' });
      text.append(message.html === null ? plainFragment(words ?? '') : safeFragment(message.html));
      text.append(make('span', { class: 'meta-space', 'aria-hidden': 'true' }, this.#meta()));
      bubble.append(text);
    }
    bubble.append(this.#meta());
    return bubble;
  }

  #quote(messageId: number, quoted: ChatMessage | null): HTMLElement {
    const name = quoted === null ? 'Reply' : this.#host.nameOf(quoted);
    const line = quoted === null ? 'Message is no longer here' : preview(quoted);
    const quote = make(
      'button',
      { type: 'button', class: 'quote', 'aria-label': `Reply to ${name}: ${line}` },
      make('span', { class: 'quote-name' }, name),
      make('span', { class: 'quote-line' }, line),
    );
    quote.disabled = quoted === null;
    quote.addEventListener('click', () => this.#host.jumpTo(messageId));
    return quote;
  }

  #file(path: string): HTMLElement {
    const name = this.message.fileName ?? 'file';
    const details = make(
      'span',
      { class: 'file-words' },
      make('span', { class: 'file-name' }, name),
      make('span', { class: 'file-hint' }, 'Download'),
    );
    const badge = make('span', { class: 'file-badge', 'aria-hidden': 'true' }, extensionOf(name));
    return make(
      'a',
      { class: 'file', href: ownPath(path), download: name },
      badge,
      details,
      icon('download'),
    );
  }

  #meta(): HTMLElement {
    const { message, delivery } = this.#row.entry;
    const { locale } = this.#host;
    const time = make('time', {
      datetime: new Date(message.atMs).toISOString(),
      title: fullTime(message.atMs, locale),
    });
    time.append(clockTime(message.atMs, locale));
    const meta = make('span', { class: 'meta' });
    if (message.editedAtMs !== null) meta.append(make('span', { class: 'edited' }, 'edited'));
    meta.append(time);
    if (this.#row.own) meta.append(icon(delivery === 'delivered' ? 'check' : delivery));
    return meta;
  }

  #failure(): HTMLElement {
    const { key } = this.#row.entry;
    const retry = make('button', { type: 'button', class: 'retry' }, icon('retry'), 'Try again');
    const discard = make('button', { type: 'button', class: 'discard' }, 'Delete');
    retry.addEventListener('click', () => this.#host.retry(key));
    discard.addEventListener('click', () => this.#host.discard(key));
    return make('p', { class: 'failure', role: 'alert' }, 'Not sent', retry, discard);
  }
}
