import type { Update, UserFromGetMe } from 'grammy/types';
import { atLeast } from '../engine/domain/people.js';
import { DAY_MS, MINUTE_MS, type DurationMs } from '../engine/domain/units.js';
import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { AccessBook } from './access.js';
import { parseArguments } from './arguments.js';
import { KIT_CALLBACK, parseCallback } from './callback.js';
import type { AnyCommand, CommandContext, Reply } from './command.js';
import { isCancelPress, type Begun, type Dialogs } from './dialogs.js';
import { parseTyped, URGENT, type Directory, type TypedCommand } from './directory.js';
import { nonsenseCard, unknownCard } from './hints.js';
import { plainText, type Html } from './html.js';
import { readUpdate, type Incoming, type IncomingMessage, type IncomingPress } from './incoming.js';
import type { Outbox } from './outbox.js';
import type { Presenter } from './presenter.js';
import { withDeadline } from './timing.js';
import { makeTurn, type Turn } from './turn.js';
import type { UpdateLedger } from './update-ledger.js';
import { usageCard } from './usage.js';

const STALE_MS: DurationMs = MINUTE_MS;
const STALE_NOTE_EVERY_MS: DurationMs = 10 * MINUTE_MS;
const COMMAND_DEADLINE_MS: DurationMs = 20_000;
/** A press is answered by then, with its toast or without. */
const ANSWER_WITHIN_MS: DurationMs = 1_000;

export interface RouterOptions {
  readonly chat: ChatStore;
  readonly ledger: UpdateLedger;
  readonly wall: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly access: AccessBook;
  readonly directory: Directory;
  readonly dialogs: Dialogs;
  readonly presenter: Presenter;
  readonly outbox: Outbox;
  me(): UserFromGetMe;
  /** Tells the service that a press was seen; never throws. */
  answerPress(queryId: string, toast: string | null): Promise<void>;
  /** Called after a turn, which may have changed who is a member or in which language; never fails. */
  afterTurn(chatId: number): Promise<void>;
}

/** Takes one update to its end: who, where, what, answer; all of it kept in one transaction. */
export class Router {
  constructor(private readonly options: RouterOptions) {}

  /** Updates of one lane are handled in order; an urgent command has a lane of its own. */
  laneOf(update: Update): string {
    const incoming = readUpdate(update);
    if (incoming.kind !== 'message' && incoming.kind !== 'press') return 'service';
    const typed = incoming.kind === 'message' ? parseTyped(incoming.text) : null;
    const urgent = typed !== null && this.isUrgent(typed);
    return urgent ? `urgent ${incoming.mark}` : String(incoming.place.chatId);
  }

  async handle(update: Update): Promise<void> {
    const incoming = readUpdate(update);
    if (this.options.ledger.seen(incoming.mark)) return;
    if (incoming.kind !== 'message' && incoming.kind !== 'press') {
      this.commit(incoming.mark, [() => this.note(incoming)]);
      return;
    }
    const { standing, context } = this.options.access.of(incoming.speaker, incoming.place);
    const turn = makeTurn({ update, incoming, context });
    if (incoming.kind === 'press') await this.press(turn, incoming, standing);
    else await this.message(turn, incoming, standing);
    void this.options.afterTurn(incoming.place.chatId);
  }

  private commit(mark: number, effects: readonly (() => void)[]): void {
    this.options.ledger.commit(mark, effects);
    this.options.outbox.wake();
  }

  private note(incoming: Incoming): void {
    const { access, log } = this.options;
    if (incoming.kind === 'membership') {
      log.info('chat-membership', { chatId: incoming.chatId, state: incoming.state });
      access.markReachable(incoming.chatId, incoming.state === 'in' ? 'yes' : 'no');
    }
    if (incoming.kind === 'moved') {
      log.info('chat-moved', { from: incoming.fromChatId, to: incoming.toChatId });
      access.chatMoved(incoming.fromChatId, incoming.toChatId);
    }
  }

  private async message(
    turn: Turn,
    incoming: IncomingMessage,
    standing: 'member' | 'stranger' | 'elsewhere',
  ): Promise<void> {
    const typed = parseTyped(incoming.text);
    const addressed = typed === null || this.isOurs(typed);
    const wanted = incoming.place.kind === 'private' || (typed !== null && addressed);
    if (wanted && addressed) {
      turn.effects.push(() => this.options.access.markReachable(incoming.place.chatId, 'yes'));
      if (standing !== 'member') await this.outsider(turn, typed, standing);
      else await this.member(turn, incoming, typed);
    }
    this.commit(incoming.mark, turn.effects);
  }

  private async member(
    turn: Turn,
    incoming: IncomingMessage,
    typed: TypedCommand | null,
  ): Promise<void> {
    const { context } = turn;
    const { dialogs, directory, presenter } = this.options;
    if (context.nowMs - incoming.sentAtMs > STALE_MS && !(typed && this.isUrgent(typed))) {
      this.once(turn, { key: `stale-note:${context.chat.id}`, everyMs: STALE_NOTE_EVERY_MS }, () =>
        context.t('bot-stale-note'),
      );
      return;
    }
    const dialog = context.chat.kind === 'private' ? dialogs.state(context) : 'none';
    if (dialog === 'expired') dialogs.end(turn, context.t('bot-dialog-expired'));
    if (!typed) {
      if (dialog === 'open') await this.guarded(turn, () => dialogs.answer(turn));
      else presenter.show(turn, nonsenseCard(directory, context, incoming.text));
      return;
    }
    if (dialog === 'open') dialogs.end(turn, context.t('bot-dialog-cancelled'));
    const command = directory.find(typed.name);
    if (command) await this.invoke(turn, command, typed.words);
    else if (typed.name === 'cancel') {
      if (dialog === 'none') this.say(turn, context.t('bot-nothing-to-cancel'));
    } else if (context.chat.kind === 'private' || typed.addressee !== null) {
      presenter.show(turn, unknownCard(directory, context, typed));
    }
  }

  /** Strangers, anonymous admins and other groups: one polite line a day, or nothing. */
  private async outsider(
    turn: Turn,
    typed: TypedCommand | null,
    standing: 'stranger' | 'elsewhere',
  ): Promise<void> {
    const { context } = turn;
    const { chat, log, directory } = this.options;
    const who = { userId: context.user.id, chatId: context.chat.id, command: typed?.name ?? null };
    log.warn(standing, who);
    const key = `${standing}:${standing === 'stranger' ? context.user.id : context.chat.id}`;
    const lastMs = Number(chat.fact(key) ?? -Infinity);
    if (context.nowMs - lastMs < DAY_MS) return;
    turn.effects.push(() => chat.putFact(key, String(context.nowMs)));
    const command = typed ? directory.find(typed.name) : null;
    if (standing === 'stranger' && typed && command?.role === 'stranger') {
      await this.invoke(turn, command, typed.words);
    } else {
      const id = String(standing === 'stranger' ? context.user.id : context.chat.id);
      this.say(turn, context.t(`bot-${standing}`, { id }));
    }
  }

  private async press(
    turn: Turn,
    incoming: IncomingPress,
    standing: 'member' | 'stranger' | 'elsewhere',
  ): Promise<void> {
    const { log, wall } = this.options;
    const { context } = turn;
    let answered: Promise<void> | null = null;
    const answer = (): Promise<void> => {
      const toast = turn.toast === null ? null : plainText(turn.toast);
      answered ??= this.options.answerPress(incoming.queryId, toast);
      return answered;
    };
    const early = wall.at(wall.nowMs() + ANSWER_WITHIN_MS, () => void answer());
    if (standing === 'member') await this.pressed(turn, incoming.data);
    else {
      log.warn(standing, { userId: context.user.id, chatId: context.chat.id });
      turn.toast = context.t('bot-not-for-you');
    }
    early();
    void answer();
    this.commit(incoming.mark, turn.effects);
  }

  private async pressed(turn: Turn, data: string): Promise<void> {
    const { context } = turn;
    const { dialogs, directory, presenter } = this.options;
    const { name, words } = parseCallback(data);
    if (name === KIT_CALLBACK.page) {
      if (!presenter.turnPage(turn, words)) turn.toast = context.t('bot-button-old');
      return;
    }
    const dialog = context.chat.kind === 'private' ? dialogs.state(context) : 'none';
    if (name === KIT_CALLBACK.dialog) {
      if (dialog === 'none' || !dialogs.owns(context, data)) {
        turn.toast = context.t('bot-button-old');
      } else if (dialog === 'expired') dialogs.end(turn, context.t('bot-dialog-expired'));
      else if (isCancelPress(data)) dialogs.end(turn, context.t('bot-dialog-cancelled'));
      else await this.guarded(turn, () => dialogs.answer(turn));
      return;
    }
    const command = directory.find(name);
    if (!command) turn.toast = context.t('bot-button-old');
    else await this.invoke(turn, command, words);
  }

  /** Role, place and arguments are checked for typed and pressed commands alike. */
  private async invoke(turn: Turn, command: AnyCommand, words: readonly string[]): Promise<void> {
    const { context, incoming } = turn;
    const name = `/${command.name}`;
    if (!command.chats.includes(context.chat.kind)) {
      const key = context.chat.kind === 'group' ? 'bot-private-only' : 'bot-group-only';
      this.refuse(turn, context.t(key, { command: name }));
      return;
    }
    if (!atLeast(context.user.role, command.role)) {
      this.refuse(turn, context.t('bot-not-allowed', { command: name, role: command.role }));
      return;
    }
    const parsed = parseArguments(command.args, words);
    if (!parsed.ok) {
      if (incoming.kind === 'press') turn.toast = context.t('bot-button-old');
      else this.options.presenter.show(turn, usageCard(context.t, command, parsed.error));
      return;
    }
    await this.guarded(turn, async () => {
      // `args` was parsed by this command's own schema.
      turn.card = command.cardOf?.(context, parsed.value as never) ?? null;
      this.options.presenter.bind(turn);
      const reply = await this.run(context, command, parsed.value);
      if (reply.kind === 'card') this.options.presenter.show(turn, reply);
      else if (reply.kind === 'toast') this.options.presenter.tell(turn, reply.toast);
      else await this.begin(turn, { name: command.name, words });
    });
  }

  /** One dialogue at a time: a button that begins one closes another. */
  private async begin(turn: Turn, of: Omit<Begun, 'token'>): Promise<void> {
    const { context, incoming } = turn;
    const { dialogs } = this.options;
    if (incoming.kind === 'press' && dialogs.state(context) !== 'none') {
      dialogs.end(turn, context.t('bot-dialog-cancelled'));
    }
    await dialogs.begin(turn, of);
  }

  private run(
    context: CommandContext,
    command: AnyCommand,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Reply> {
    const limit = { clock: this.options.wall, ms: COMMAND_DEADLINE_MS };
    // `args` was parsed by this command's own schema.
    return withDeadline(limit, () => command.run(context, args as never));
  }

  /** The steps of a dialogue that is under way, from the words that began it. */
  async replyAgain(context: CommandContext, begun: Begun): Promise<Reply> {
    const command = this.options.directory.find(begun.name);
    if (!command) throw new Error(`no command "${begun.name}"`);
    const parsed = parseArguments(command.args, begun.words);
    if (!parsed.ok) throw new Error(`"${begun.name}" no longer takes its words`);
    return this.run(context, command, parsed.value);
  }

  /** A bug answers one sentence with an id that the log has too. */
  private async guarded(turn: Turn, work: () => Promise<void>): Promise<void> {
    const { chance, log } = this.options;
    const effects = turn.effects.length;
    try {
      await work();
    } catch (error) {
      const id = chance.hex(3).toUpperCase();
      const { chat, user } = turn.context;
      log.error('command-failed', { id, chatId: chat.id, userId: user.id, error });
      turn.effects.length = effects;
      const text = turn.context.t('bot-error', { id });
      this.options.presenter.tell(turn, text);
    }
  }

  private refuse(turn: Turn, text: Html): void {
    this.options.presenter.tell(turn, text);
  }

  private say(turn: Turn, text: Html): void {
    this.options.presenter.show(turn, { kind: 'card', text });
  }

  private once(
    turn: Turn,
    note: { readonly key: string; readonly everyMs: DurationMs },
    text: () => Html,
  ): void {
    const { chat } = this.options;
    const { nowMs } = turn.context;
    if (nowMs - Number(chat.fact(note.key) ?? -Infinity) < note.everyMs) return;
    turn.effects.push(() => chat.putFact(note.key, String(nowMs)));
    this.say(turn, text());
  }

  private isOurs(typed: TypedCommand): boolean {
    return typed.addressee === null || typed.addressee === this.options.me().username.toLowerCase();
  }

  private isUrgent(typed: TypedCommand): boolean {
    return URGENT.has(this.options.directory.find(typed.name)?.name ?? typed.name);
  }
}
