import { nearest } from '../engine/domain/nearest.js';
import { atLeast, type Role } from '../engine/domain/people.js';
import { callback } from './callback.js';
import type { AnyCommand, Button, CommandContext } from './command.js';
import { escapeHtml } from './html.js';

/** Honoured however old the message is: they can only make things safer. */
export const URGENT: ReadonlySet<string> = new Set(['halt', 'pause']);

export interface TypedCommand {
  readonly name: string;
  /** The bot it is addressed to, as in `/vix@some_bot`; null where nobody is named. */
  readonly addressee: string | null;
  readonly words: readonly string[];
}

/** `/name@bot word word`; null for any other text. */
export function parseTyped(text: string): TypedCommand | null {
  const [head = '', ...words] = text.trim().split(/\s+/u);
  const parsed = /^\/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?$/u.exec(head);
  if (!parsed) return null;
  const [, name = '', addressee] = parsed;
  return { name: name.toLowerCase(), addressee: addressee?.toLowerCase() ?? null, words };
}

/** The registry by name and alias. */
export class Directory {
  private readonly byName = new Map<string, AnyCommand>();

  /** @throws when two commands claim one name. */
  constructor(readonly commands: readonly AnyCommand[]) {
    for (const command of commands) {
      for (const name of [command.name, ...command.aliases]) {
        if (this.byName.has(name)) throw new Error(`two commands are called "${name}"`);
        this.byName.set(name, command);
      }
    }
  }

  find(name: string): AnyCommand | null {
    return this.byName.get(name.toLowerCase()) ?? null;
  }

  /** What this person may use in this kind of chat, in the registry's order. */
  usable(context: CommandContext): readonly AnyCommand[] {
    return this.usableBy(context.user.role, context.chat.kind);
  }

  usableBy(role: Role, kind: CommandContext['chat']['kind']): readonly AnyCommand[] {
    return this.commands.filter(
      (command) => atLeast(role, command.role) && command.chats.includes(kind),
    );
  }

  /** Commands that somebody may have meant, nearest first, at most three. */
  meant(context: CommandContext, word: string): readonly AnyCommand[] {
    const usable = this.usable(context);
    const exact = usable.filter((each) =>
      [each.name, ...each.aliases].includes(word.toLowerCase()),
    );
    if (exact.length > 0) return exact;
    const names = usable.flatMap((each) => [each.name, ...each.aliases]);
    const found = nearest(word, names).flatMap((name) => this.find(name) ?? []);
    return [...new Set(found)];
  }

  /** Buttons for commands, and one for help where there is such a command. */
  buttons(
    context: CommandContext,
    commands: readonly AnyCommand[],
  ): readonly (readonly Button[])[] {
    const help = this.usable(context).filter(({ name }) => name === 'help');
    const row = [...new Set([...commands, ...help])].map((command): Button => ({
      kind: 'command',
      label: escapeHtml(`/${command.name}`),
      data: callback(command.name),
    }));
    return row.length > 0 ? [row] : [];
  }
}
