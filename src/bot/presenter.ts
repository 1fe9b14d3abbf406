import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import { callback, KIT_CALLBACK } from './callback.js';
import type { Button, Card, CommandContext } from './command.js';
import type { DrawAhead } from './draw-ahead.js';
import { escapeHtml, type Html } from './html.js';
import { bindCopy } from './handles.js';
import { PRIORITY, type Letter, type Outbox } from './outbox.js';
import type { Delivered, EditTarget, StoredCard } from './outbox-body.js';
import { CAPTION_MAX, splitPages, TEXT_MAX } from './pages.js';
import type { Turn } from './turn.js';

const PAGE_SETS_KEPT = 200;
const INDEX_KEY = 'pages-index';

interface PageSet {
  readonly pages: readonly Html[];
  readonly buttons: readonly (readonly Button[])[];
  readonly picture: 'with' | 'without';
}

/** Where a card goes when it is not simply the answer to a turn. */
export interface Placement {
  readonly handle: string;
  readonly phase: 'first' | 'next' | 'last';
}

export interface PresenterOptions {
  readonly chat: ChatStore;
  readonly chance: Chance;
  readonly outbox: Outbox;
  readonly charts: Pick<DrawAhead, 'begin'>;
}

/** Turns cards into letters: pages, place in the chat, priority. */
export class Presenter {
  constructor(private readonly options: PresenterOptions) {}

  /** A press edits its own card; anything else is answered with a new message. */
  show(turn: Turn, card: Card): void {
    const { incoming, context } = turn;
    if (card.toast) turn.toast = card.toast;
    const stored = this.compose(card, context, turn.effects);
    const message = incoming.kind === 'press' ? incoming.message : null;
    if (!message || card.document) this.post(turn, this.send(turn, stored));
    else this.post(turn, this.edit(turn, stored, this.pressedTarget(turn, message)));
  }

  /** News edits a card by its handle; a press does the same, so that the newest of all wins. */
  private pressedTarget({ card: handle }: Turn, message: Delivered): EditTarget {
    return handle === null ? { kind: 'message', message } : { kind: 'handle', handle };
  }

  /** Words for the person who pressed, or a line for the one who typed. */
  tell(turn: Turn, text: Html): void {
    if (turn.incoming.kind === 'press') {
      turn.toast = text;
      return;
    }
    const stored = this.compose({ kind: 'card', text }, turn.context, turn.effects);
    this.post(turn, this.send({ ...turn, card: null }, stored));
  }

  /** Keeps the pressed message as a copy of the card that its command is about. */
  bind({ card: handle, context, effects, incoming }: Turn): void {
    if (handle === null || incoming.kind !== 'press' || !incoming.message) return;
    const { message } = incoming;
    const place = { chatId: context.chat.id, handle };
    effects.push(() => bindCopy(this.options.chat, place, message));
  }

  /** A card that is one and the same message through a dialogue. */
  showAt(turn: Turn, card: Card, at: Placement): void {
    const { incoming } = turn;
    const stored = this.compose(card, turn.context, turn.effects);
    if (at.phase === 'first' && !(incoming.kind === 'press' && incoming.message)) {
      const body = this.send(turn, stored).body;
      this.post(turn, {
        ...this.send(turn, stored),
        body: { ...body, handle: at.handle } as Letter['body'],
      });
      return;
    }
    if (at.phase === 'first') this.bind({ ...turn, card: at.handle });
    const letter = this.edit(turn, stored, { kind: 'handle', handle: at.handle });
    const last = at.phase === 'last' ? 'yes' : 'no';
    this.post(turn, { ...letter, body: { ...letter.body, last } as Letter['body'] });
  }

  /** Turns the page of a long card. @returns false where the pages are no longer kept. */
  turnPage(turn: Turn, words: readonly string[]): boolean {
    const [id = '', number = ''] = words;
    const { incoming, context } = turn;
    const kept = this.options.chat.dialog(pagesKey(context.chat.id, id));
    if (kept === null || incoming.kind !== 'press' || !incoming.message) return false;
    const set = JSON.parse(kept) as PageSet;
    const page = Math.min(Math.max(0, Number(number) || 0), set.pages.length - 1);
    const stored: StoredCard = {
      text: set.pages[page] ?? escapeHtml(''),
      chart: set.picture === 'with' && incoming.message.has === 'photo' ? 'keep' : null,
      document: null,
      theme: context.user.settings.theme,
      buttons: [...set.buttons, pageRow(id, page, set.pages.length)],
    };
    this.post(turn, this.edit(turn, stored, { kind: 'message', message: incoming.message }));
    return true;
  }

  /** A card as a letter's content; long text becomes pages, the first of which is shown. */
  compose(card: Card, context: CommandContext, effects: (() => void)[]): StoredCard {
    const document = card.document ?? null;
    const chart = document ? null : (card.chart ?? null);
    const buttons = card.buttons ?? [];
    const theme = context.user.settings.theme;
    if (chart) this.options.charts.begin(chart, theme);
    const pages = splitPages(card.text, (chart ?? document) ? CAPTION_MAX : TEXT_MAX);
    const [first = card.text] = pages;
    if (pages.length <= 1) return { text: first, chart, document, theme, buttons };
    const id = this.options.chance.hex(4);
    const set: PageSet = { pages, buttons, picture: chart ? 'with' : 'without' };
    effects.push(() => this.keepPages(pagesKey(context.chat.id, id), set));
    const paged = [...buttons, pageRow(id, 0, pages.length)];
    return { text: first, chart, document, theme, buttons: paged };
  }

  private keepPages(key: string, set: PageSet): void {
    const { chat } = this.options;
    const index = JSON.parse(chat.fact(INDEX_KEY) ?? '[]') as readonly string[];
    const kept = [...index, key];
    for (const old of kept.slice(0, Math.max(0, kept.length - PAGE_SETS_KEPT))) {
      chat.deleteDialog(old);
    }
    chat.putDialog(key, JSON.stringify(set));
    chat.putFact(INDEX_KEY, JSON.stringify(kept.slice(-PAGE_SETS_KEPT)));
  }

  private post(turn: Turn, letter: Letter): void {
    turn.effects.push(() => this.options.outbox.post(letter));
  }

  private send(turn: Turn, card: StoredCard): Letter {
    const { chat } = turn.context;
    const replyTo =
      chat.kind === 'group' && turn.incoming.kind === 'message' ? turn.incoming.messageId : null;
    const handle = turn.card;
    return {
      chatId: chat.id,
      priority: priorityOf(turn),
      body: { op: 'send', card, topicId: chat.topicId, replyTo, sound: 'loud', handle },
    };
  }

  private edit(turn: Turn, card: StoredCard, target: EditTarget): Letter {
    const { chat } = turn.context;
    return {
      chatId: chat.id,
      priority: priorityOf(turn),
      body: { op: 'edit', card, topicId: chat.topicId, target, last: 'no' },
    };
  }
}

/** What is known by a handle is a ticket's: it goes in one row with the news of it. */
const priorityOf = ({ card }: Turn): number => (card === null ? PRIORITY.answer : PRIORITY.money);

const pagesKey = (chatId: number, id: string): string => `pages:${chatId}:${id}`;

function pageRow(id: string, page: number, count: number): readonly Button[] {
  const to = (target: number, label: string): Button => ({
    kind: 'command',
    label: escapeHtml(label),
    data: callback(KIT_CALLBACK.page, { id, target }),
  });
  return [
    to(Math.max(0, page - 1), '◀'),
    to(page, `${page + 1}/${count}`),
    to(Math.min(count - 1, page + 1), '▶'),
  ];
}
