import type { Update } from 'grammy/types';
import type { CommandContext } from './command.js';
import type { Html } from './html.js';
import type { IncomingMessage, IncomingPress } from './incoming.js';

/**
 * One update being handled. What it changes is collected and kept in one transaction with the mark
 * that the update was handled, so a second delivery finds all of it done or none.
 */
export interface Turn {
  readonly update: Update;
  readonly incoming: IncomingMessage | IncomingPress;
  readonly context: CommandContext;
  readonly effects: (() => void)[];
  toast: Html | null;
  /** Handle of the card that the command is about; see `Command.cardOf`. */
  card: string | null;
}

export function makeTurn(of: Omit<Turn, 'effects' | 'toast' | 'card'>): Turn {
  return { ...of, effects: [], toast: null, card: null };
}
