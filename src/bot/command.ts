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

/** One card: text alone, or a chart with the text as its caption. */
export interface Card {
  readonly kind: 'card';
  readonly text: Html;
  readonly chart?: ChartSpec;
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
  finish(context: CommandContext, answers: Readonly<Record<string, string>>): Card;
}

export type Reply = Card | Dialog;

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
}

// The registry holds commands of all argument shapes; `run` is reached only through `invoke`,
// which parses with the same command's `args`.
export type AnyCommand = Omit<Command, 'run'> & {
  run(context: CommandContext, args: never): Promise<Reply>;
};

export function command<Args extends z.ZodObject>(definition: Command<Args>): AnyCommand {
  return definition;
}
