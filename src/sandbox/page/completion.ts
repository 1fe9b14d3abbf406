import type { BotCommand } from './wire.js';

/**
 * The commands that fit what is typed: prefix matches first, then names that contain it.
 * Empty once a space follows the name or where the text is no command.
 */
export function completions(typed: string, commands: readonly BotCommand[]): readonly BotCommand[] {
  const word = /^\/(\w*)$/.exec(typed)?.[1]?.toLowerCase();
  if (word === undefined) return [];
  const prefix = commands.filter((item) => item.command.startsWith(word));
  const inside = commands.filter(
    (item) => !item.command.startsWith(word) && item.command.includes(word),
  );
  return [...prefix, ...inside];
}

/** Moves the highlight around the ends; null is "none", from where down is first and up is last. */
export function moveHighlight(at: number | null, step: 1 | -1, count: number): number | null {
  if (count === 0) return null;
  if (at === null) return step === 1 ? 0 : count - 1;
  return (at + step + count) % count;
}

export type KeyPlan =
  | { readonly kind: 'move'; readonly step: 1 | -1 }
  | { readonly kind: 'insert'; readonly command: string }
  | { readonly kind: 'send-command'; readonly command: string }
  | { readonly kind: 'send-text' }
  | { readonly kind: 'close' }
  | { readonly kind: 'type' };

export interface KeyState {
  readonly options: readonly BotCommand[];
  readonly highlight: number | null;
}

export interface Key {
  readonly name: string;
  readonly shift: boolean;
  /** True while an input method is still composing a character. */
  readonly composing: boolean;
}

/**
 * What a key does in the message field. Enter takes a suggestion only after it was chosen with an
 * arrow: an unlisted command that is a prefix of a listed one must be sent as typed.
 */
export function planKey(key: Key, state: KeyState): KeyPlan {
  if (key.composing) return { kind: 'type' };
  if (state.options.length > 0) {
    const chosen = state.highlight === null ? undefined : state.options[state.highlight];
    if (key.name === 'ArrowDown') return { kind: 'move', step: 1 };
    if (key.name === 'ArrowUp') return { kind: 'move', step: -1 };
    if (key.name === 'Escape') return { kind: 'close' };
    const first = chosen ?? state.options[0];
    if (key.name === 'Tab' && !key.shift && first !== undefined) {
      return { kind: 'insert', command: first.command };
    }
    if (key.name === 'Enter' && !key.shift && chosen !== undefined) {
      return { kind: 'send-command', command: chosen.command };
    }
  }
  if (key.name === 'Enter' && !key.shift) return { kind: 'send-text' };
  return { kind: 'type' };
}
