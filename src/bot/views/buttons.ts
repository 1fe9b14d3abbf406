import { callback, type CallbackValue } from '../callback.js';
import type { CommandButton } from '../command.js';
import { escapeHtml, type Html } from '../html.js';

/** A button that does what typing `/name args` would. */
export function button(
  label: Html,
  name: string,
  args: Readonly<Record<string, CallbackValue>> = {},
): CommandButton {
  return { kind: 'command', label, data: callback(name, args) };
}

/** One of several: the chosen one is marked by a sign, not by colour. */
export function choice(label: Html, chosen: 'chosen' | 'other'): Html {
  return chosen === 'chosen' ? escapeHtml(`• ${label}`) : label;
}
