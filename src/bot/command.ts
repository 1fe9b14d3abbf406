import type { z } from 'zod';
import type { EngineApi } from '../engine/api.js';
import type { Language, Role, UserId, UserSettings } from '../engine/domain/people.js';
import type { EpochMs } from '../engine/domain/units.js';
import type { ChartSpec } from './charts/spec.js';
import type { Html } from './html.js';

/** Translates a key of `locales/`; variables are escaped, so the result is safe to send. */
export type Translate = (
  key: string,
  variables?: Readonly<Record<string, string | number>>,
) => Html;

/** Whether money figures may be read in the group: hidden until an owner shows them. */
export type MoneyInGroup = 'shown' | 'hidden';

export interface GroupMoney {
  read(): MoneyInGroup;
  write(choice: MoneyInGroup): void;
}

/** Where and by whom a command was given. */
export interface CommandContext {
  readonly user: { readonly id: UserId; readonly role: Role; readonly settings: UserSettings };
  readonly chat: {
    readonly id: number;
    readonly kind: 'private' | 'group';
    readonly topicId: number | null;
  };
  readonly engine: EngineApi;
  readonly t: Translate;
  /** Words in a language that is not the person's own, or not yet. */
  readonly tIn: (language: Language) => Translate;
  /** Wall time at which the command arrived. */
  readonly nowMs: EpochMs;
  /** Every command, for `/help` and the tour. */
  readonly commands: readonly AnyCommand[];
  readonly groupMoney: GroupMoney;
}

/** A button does what typing its command would, and edits the card that it stands on. */
export interface CommandButton {
  readonly kind: 'command';
  readonly label: Html;
  /** Made by `callback()`: command name and arguments, at most 64 bytes. */
  readonly data: string;
}

export interface LinkButton {
  readonly kind: 'link';
  readonly label: Html;
  readonly url: string;
}

export type Button = CommandButton | LinkButton;

/** A file for the reader. A card with one is always a message of its own, the text its caption. */
export interface CardDocument {
  readonly name: string;
  readonly text: string;
}

/** One card: text alone, or a chart or a document with the text as its caption. */
export interface Card {
  readonly kind: 'card';
  readonly text: Html;
  readonly chart?: ChartSpec;
  readonly document?: CardDocument;
  readonly buttons?: readonly (readonly Button[])[];
  /** A toast for the person who pressed a button; the card is edited all the same. */
  readonly toast?: Html;
}

/** One question of a dialogue; `ask` may depend on what was answered before. */
export interface DialogStep {
  readonly key: string;
  ask(
    context: CommandContext,
    answers: Readonly<Record<string, string>>,
  ): {
    readonly text: Html;
    readonly choices: readonly { readonly label: Html; readonly value: string }[];
  };
  /** @returns the answer to keep, or what to say before asking again. */
  accept(
    context: CommandContext,
    answer: string,
  ): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly say: Html };
  /** A step that earlier answers make needless. */
  skip?(answers: Readonly<Record<string, string>>): boolean;
}

/** A command that asks before it acts: declared here, run by `bot/dialogs.ts` alone. */
export interface Dialog {
  readonly kind: 'dialog';
  readonly steps: readonly DialogStep[];
  finish(context: CommandContext, answers: Readonly<Record<string, string>>): Card | Promise<Card>;
}

/** Words for the person alone: a press edits nothing; typed, they are sent as a line. */
export interface Toast {
  readonly kind: 'toast';
  readonly toast: Html;
}

export type Reply = Card | Dialog | Toast;

/** One file a command; one line in `handlers/index.ts`. */
export interface Command<Args extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** The least role that may use it; `stranger` is for everybody. */
  readonly role: Role;
  /** Where it is answered; a private-only command in a group gets one polite line. */
  readonly chats: readonly ('private' | 'group')[];
  /** Shown in the service's command menu (at most 12 a scope); the rest is in `/help`. */
  readonly menu: 'published' | 'unlisted';
  /** Groups `/help`. */
  readonly section: 'market' | 'signals' | 'trading' | 'records' | 'house';
  /**
   * Typed words to arguments. Each word goes to the first field that accepts it and has none yet,
   * so `/vix curve 6m` equals `/vix 6m curve`. Description: locale key `<name>-about`.
   */
  readonly args: Args;
  run(context: CommandContext, args: z.output<Args>): Promise<Reply>;
  /**
   * Handle of the card that this command is about, such as `ticketHandle(id)`. The message that was
   * pressed, or that answers a typed command with a card, is kept under it, so that later news edit
   * it even where it was never recorded.
   */
  cardOf?(context: CommandContext, args: z.output<Args>): string | null;
}

// The registry holds commands of all argument shapes; `run` and `cardOf` are reached only through
// `invoke`, which parses with the same command's `args`.
export type AnyCommand = Omit<Command, 'run' | 'cardOf'> & {
  run(context: CommandContext, args: never): Promise<Reply>;
  cardOf?(context: CommandContext, args: never): string | null;
};

export function command<Args extends z.ZodObject>(definition: Command<Args>): AnyCommand {
  return definition;
}
