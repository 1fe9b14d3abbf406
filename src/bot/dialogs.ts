import {
  conversations,
  createConversation,
  type Conversation,
  type ConversationData,
  type ConversationFlavor,
  type VersionedState,
} from '@grammyjs/conversations';
import { Composer, Context, type Api } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import type { DurationMs, EpochMs } from '../engine/domain/units.js';
import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import { callback, KIT_CALLBACK, parseCallback } from './callback.js';
import type { Button, Card, CommandContext, Dialog, DialogStep, Reply } from './command.js';
import { lines, type Html } from './html.js';
import type { Placement, Presenter } from './presenter.js';
import type { Turn } from './turn.js';

export const DIALOG_LIFE_MS: DurationMs = 10 * 60_000;

// Raised when the order of the questions asked changes: what was kept under another is dropped.
const STORAGE_VERSION = 2;
const CONVERSATION = 'dialog';
const CANCEL = 'x';

/** The command whose declared steps are asked, as it was given. */
export interface Begun {
  readonly name: string;
  readonly words: readonly string[];
  readonly token: string;
}

interface Kept extends Begun {
  readonly atMs: EpochMs;
  readonly data: VersionedState<ConversationData>;
}

interface Asked {
  readonly text: Html;
  readonly choices: readonly { readonly label: Html; readonly value: string }[];
}

type DialogContext = ConversationFlavor<Context>;
type Talk = Conversation<DialogContext, DialogContext>;

export interface DialogsOptions {
  readonly api: Api;
  readonly chat: ChatStore;
  readonly chance: Chance;
  readonly presenter: Presenter;
  me(): UserFromGetMe;
  /** Runs the command again for its steps: they hold functions and cannot be stored. */
  reply(context: CommandContext, begun: Begun): Promise<Reply>;
}

export type DialogState = 'none' | 'open' | 'expired';

const keyOf = (context: CommandContext): string => `dialog:${context.chat.id}:${context.user.id}`;

/** Runs declared dialogues: one question at a time, in one message, through restarts. */
export class Dialogs {
  constructor(private readonly options: DialogsOptions) {}

  state(context: CommandContext): DialogState {
    const kept = this.kept(context);
    if (!kept) return 'none';
    return context.nowMs - kept.atMs > DIALOG_LIFE_MS ? 'expired' : 'open';
  }

  /** True where a button's data belongs to the dialogue that is open now. */
  owns(context: CommandContext, data: string): boolean {
    return parseCallback(data).words[0] === this.kept(context)?.token;
  }

  async begin(turn: Turn, of: Omit<Begun, 'token'>): Promise<void> {
    const begun = { ...of, token: this.options.chance.hex(6) };
    await this.run(turn, { kept: null, begun, begin: 'yes' });
  }

  /** Gives a typed answer or a pressed choice to the open dialogue. */
  async answer(turn: Turn): Promise<void> {
    const kept = this.kept(turn.context);
    if (kept) await this.run(turn, { kept, begun: kept, begin: 'no' });
  }

  /** Closes the open dialogue; its message says why. */
  end(turn: Turn, text: Html): void {
    const kept = this.kept(turn.context);
    if (!kept) return;
    turn.effects.push(() => this.options.chat.deleteDialog(keyOf(turn.context)));
    this.show(turn, { kind: 'card', text }, { handle: kept.token, phase: 'last' });
  }

  private kept(context: CommandContext): Kept | null {
    const json = this.options.chat.dialog(keyOf(context));
    return json === null ? null : (JSON.parse(json) as Kept);
  }

  private show(turn: Turn, card: Card, at: Placement): void {
    this.options.presenter.showAt(turn, card, at);
  }

  private async run(
    turn: Turn,
    of: { readonly kept: Kept | null; readonly begun: Begun; readonly begin: 'yes' | 'no' },
  ): Promise<void> {
    const { chat } = this.options;
    const { name, words, token } = of.begun;
    const key = keyOf(turn.context);
    const composer = new Composer<DialogContext>();
    composer.use(
      conversations<DialogContext, DialogContext>({
        storage: {
          type: 'key',
          version: STORAGE_VERSION,
          getStorageKey: () => key,
          adapter: {
            read: () => of.kept?.data,
            write: (_key, data) => {
              const kept: Kept = { name, words, token, atMs: turn.context.nowMs, data };
              turn.effects.push(() => chat.putDialog(key, JSON.stringify(kept)));
            },
            delete: () => {
              turn.effects.push(() => chat.deleteDialog(key));
            },
          },
        },
      }),
      createConversation<DialogContext, DialogContext>(
        (talk) => this.talk(turn, talk, of.begun),
        CONVERSATION,
      ),
      async (ctx) => {
        if (of.begin === 'yes') await ctx.conversation.enter(CONVERSATION);
      },
    );
    const ctx = new Context(turn.update, this.options.api, this.options.me()) as DialogContext;
    await composer.middleware()(ctx, () => Promise.resolve());
  }

  /** Replayed from the start at each answer: everything that acts stands inside `external`. */
  private async talk(turn: Turn, talk: Talk, begun: Begun): Promise<void> {
    const reply = await this.options.reply(turn.context, begun);
    if (reply.kind !== 'dialog') {
      await talk.external(() => {
        if (reply.kind === 'card') this.options.presenter.show(turn, reply);
        else this.options.presenter.tell(turn, reply.toast);
      });
      return;
    }
    const answers = await this.ask(turn, talk, { dialog: reply, begun });
    await talk.external(async () => {
      const card = await reply.finish(turn.context, answers);
      if (card.toast) turn.toast = card.toast;
      this.show(turn, card, { handle: begun.token, phase: 'last' });
    });
  }

  private async ask(
    turn: Turn,
    talk: Talk,
    { dialog, begun }: { readonly dialog: Dialog; readonly begun: Begun },
  ): Promise<Readonly<Record<string, string>>> {
    const answers: Record<string, string> = {};
    let phase: Placement['phase'] = 'first';
    for (const step of dialog.steps) {
      if (step.skip?.(answers)) continue;
      let say: Html | null = null;
      for (;;) {
        const at: Placement = { handle: begun.token, phase };
        const heard = await this.question(turn, talk, { step, answers, say, at });
        phase = 'next';
        if (heard.ok) {
          answers[step.key] = heard.value;
          break;
        }
        say = heard.say;
      }
    }
    return answers;
  }

  private async question(
    turn: Turn,
    talk: Talk,
    of: {
      readonly step: DialogStep;
      readonly answers: Readonly<Record<string, string>>;
      readonly say: Html | null;
      readonly at: Placement;
    },
  ): Promise<ReturnType<DialogStep['accept']>> {
    const { step, answers, say, at } = of;
    const asked: Asked = await talk.external(() => {
      const { text, choices } = step.ask(turn.context, answers);
      const card = questionCard(turn.context, { text: lines([say, text]), choices }, at.handle);
      this.show(turn, card, at);
      return { text, choices: choices.map(({ label, value }) => ({ label, value })) };
    });
    for (;;) {
      const next = await talk.wait();
      const answer = answerOf(next.update, asked);
      if (answer === null) continue;
      return talk.external(() => step.accept(turn.context, answer));
    }
  }
}

function answerOf(update: Update, asked: Asked): string | null {
  const typed = update.message?.text?.trim();
  if (typed !== undefined) return typed;
  const index = parseCallback(update.callback_query?.data ?? '').words[1];
  return asked.choices[Number(index)]?.value ?? null;
}

export function isCancelPress(data: string): boolean {
  return parseCallback(data).words[1] === CANCEL;
}

function questionCard(context: CommandContext, asked: Asked, token: string): Card {
  const choices = asked.choices.map(({ label }, index): Button => ({
    kind: 'command',
    label,
    data: callback(KIT_CALLBACK.dialog, { token, index }),
  }));
  const rows: (readonly Button[])[] = [];
  const perRow = choices.some(({ label }) => label.length > 14) ? 1 : 3;
  for (let at = 0; at < choices.length; at += perRow) rows.push(choices.slice(at, at + perRow));
  const cancel: Button = {
    kind: 'command',
    label: context.t('bot-cancel-button'),
    data: callback(KIT_CALLBACK.dialog, { token, cancel: CANCEL }),
  };
  return { kind: 'card', text: asked.text, buttons: [...rows, [cancel]] };
}
