import { Bubble, type BubbleHost } from './bubble.js';
import { make, must, prefersCalm, syncChildren } from './dom.js';
import { dayLabel, unreadBadge, type Locale } from './format.js';
import type { Entry } from './message-list.js';
import { layOut, type Day, type Row } from './rows.js';

/** Nearer to the end than this counts as reading the newest. */
const BOTTOM_PX = 56;
const WINDOW = 150;
/** More at once is history, which appears without movement. */
const LIVELY = 5;

/** The scrolling conversation: keyed bubbles, days, and the button that leads back to the end. */
export class ListView {
  readonly #scroller = must('#scroller', HTMLElement);
  readonly #list = must('#messages', HTMLElement);
  readonly #earlier = must('#earlier', HTMLButtonElement);
  readonly #down = must('#down', HTMLButtonElement);
  readonly #downCount = must('#down-count', HTMLElement);
  readonly #host: BubbleHost;
  readonly #locale: Locale;
  #bubbles = new Map<string, Bubble>();
  #days = new Map<string, HTMLElement>();
  #entries: readonly Entry[] = [];
  #viewerId = 0;
  #window = WINDOW;
  #atBottom = true;
  #unseen = 0;

  constructor(host: BubbleHost, locale: Locale) {
    this.#host = host;
    this.#locale = locale;
    this.#scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.#down.addEventListener('click', () => this.toBottom('smooth'));
    this.#earlier.addEventListener('click', () => this.#showEarlier());
    const observer = new ResizeObserver(() => {
      if (this.#atBottom) this.toBottom('instant');
    });
    observer.observe(this.#list);
    observer.observe(this.#scroller);
  }

  get atBottom(): boolean {
    return this.#atBottom;
  }

  /** Another conversation: forgets every bubble and starts at its end. */
  clear(): void {
    this.#bubbles = new Map();
    this.#days = new Map();
    this.#entries = [];
    this.#window = WINDOW;
    this.#unseen = 0;
    this.#atBottom = true;
    this.#list.replaceChildren();
  }

  render(entries: readonly Entry[], viewerId: number): void {
    const before = new Set(this.#entries.map((entry) => entry.key));
    const started = this.#entries.length > 0;
    const added = entries.filter((entry) => !before.has(entry.key));
    this.#entries = entries;
    this.#viewerId = viewerId;
    const wasAtBottom = this.#atBottom;
    this.#draw();
    if (started && added.length < LIVELY) {
      for (const { key } of added) this.#bubbles.get(key)?.element.classList.add('arriving');
    }
    if (wasAtBottom || !started) this.toBottom('instant');
    else this.#unseen += added.filter((entry) => entry.message.from === 'bot').length;
    this.#drawDown();
  }

  toBottom(behavior: ScrollBehavior): void {
    this.#atBottom = true;
    this.#unseen = 0;
    this.#scroller.scrollTo({
      top: this.#scroller.scrollHeight,
      behavior: prefersCalm() ? 'instant' : behavior,
    });
    this.#drawDown();
  }

  jumpTo(messageId: number): void {
    const index = this.#entries.findIndex((entry) => entry.message.messageId === messageId);
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#window = Math.max(this.#window, this.#entries.length - index + 20);
    this.#draw();
    const bubble = this.#bubbles.get(entry.key);
    const behavior = prefersCalm() ? 'instant' : 'smooth';
    bubble?.element.scrollIntoView({ block: 'center', behavior });
    bubble?.flash();
  }

  #showEarlier(): void {
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#window += WINDOW;
    this.#draw();
    this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
  }

  #draw(): void {
    const visible = this.#entries.slice(-this.#window);
    this.#earlier.hidden = visible.length === this.#entries.length;
    const days = layOut(visible, this.#viewerId, this.#locale);
    syncChildren(
      this.#list,
      days.map((day) => this.#day(day)),
    );
    const keys = new Set(visible.map((entry) => entry.key));
    for (const key of this.#bubbles.keys()) if (!keys.has(key)) this.#bubbles.delete(key);
  }

  #day(day: Day): HTMLElement {
    const section = this.#days.get(day.key) ?? make('section', { class: 'day' });
    this.#days.set(day.key, section);
    const label = dayLabel(day.atMs, Date.now(), this.#locale);
    const pill = section.querySelector('.day-label') ?? make('h2', { class: 'day-label' });
    if (pill.textContent !== label) pill.textContent = label;
    syncChildren(section, [pill, ...day.rows.map((row) => this.#bubble(row).element)]);
    return section;
  }

  #bubble(row: Row): Bubble {
    const known = this.#bubbles.get(row.entry.key);
    if (known !== undefined) {
      known.update(row);
      return known;
    }
    const bubble = new Bubble(row, this.#host);
    this.#bubbles.set(row.entry.key, bubble);
    return bubble;
  }

  #onScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atBottom = scrollHeight - scrollTop - clientHeight < BOTTOM_PX;
    if (this.#atBottom) this.#unseen = 0;
    this.#drawDown();
  }

  #drawDown(): void {
    this.#down.hidden = this.#atBottom;
    this.#downCount.textContent = this.#unseen === 0 ? '' : unreadBadge(this.#unseen);
    const news = this.#unseen === 0 ? '' : `, ${this.#unseen} new`;
    this.#down.setAttribute('aria-label', `To the newest message${news}`);
  }
}
