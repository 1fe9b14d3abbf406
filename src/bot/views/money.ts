import { microsToUsd, type UsdMicros } from '../../engine/domain/units.js';
import type { CommandContext } from '../command.js';
import type { Html } from '../html.js';
import { plain, price } from './format.js';

/** What stands in a group in place of money that the owner has not shown. */
export const HIDDEN = '•••';

/** True where money may not be read: in the group, until an owner shows it there. */
export function figuresHidden({ chat, groupMoney }: CommandContext): boolean {
  return chat.kind === 'group' && groupMoney.read() === 'hidden';
}

/** `$45`, `−$1,234.50`: cents only where there are some. */
export function usdText(usd: number): string {
  const cents = Math.round(Math.abs(usd) * 100);
  const text = price(cents / 100, cents % 100 === 0 ? 0 : 2);
  return `${usd < 0 && cents > 0 ? '−' : ''}$${text}`;
}

function signedUsdText(usd: number): string {
  const text = usdText(usd);
  return usd > 0 && text !== '$0' ? `+${text}` : text;
}

/** A sum of money as this reader may see it; a dash where it is not known. */
export function money(context: CommandContext, micros: UsdMicros | null): Html {
  if (micros === null) return plain('–');
  return plain(figuresHidden(context) ? HIDDEN : usdText(microsToUsd(micros)));
}

/** As `money`, with a plus before a gain: `+$45`, `−$30`, `$0`. */
export function signedMoney(context: CommandContext, micros: UsdMicros | null): Html {
  if (micros === null) return plain('–');
  return plain(figuresHidden(context) ? HIDDEN : signedUsdText(microsToUsd(micros)));
}

/** As `signedMoney`, of a sum in dollars. */
export function signedUsd(context: CommandContext, usd: number | null): Html {
  if (usd === null) return plain('–');
  return plain(figuresHidden(context) ? HIDDEN : signedUsdText(usd));
}
