import type { Card } from '../../src/bot/command.js';
import type { VolApi } from '../../src/engine/domain/vol-views.js';
import { COMMANDS } from '../../src/handlers/index.js';
import { Desk, tradingContext } from './trading-context.js';
import { fullVol } from './vol-views.js';

/** Every command on a desk that answers what it is asked of volatility. */
export function volChat(
  vol: VolApi = fullVol(),
  parts: Parameters<typeof tradingContext>[0] = {},
): Desk {
  return new Desk(COMMANDS, tradingContext({ ...parts, vol }));
}

/** What the buttons of a card would type. */
export function commandsOf(card: Card): readonly string[] {
  return (card.buttons ?? [])
    .flat()
    .flatMap((each) => (each.kind === 'command' ? [each.data] : []));
}
