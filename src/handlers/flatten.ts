import { z } from 'zod';
import { command, type Card, type CommandContext } from '../bot/command.js';
import { bold, lines } from '../bot/html.js';
import { button } from '../bot/views/buttons.js';
import { flattenCard } from '../bot/views/flatten-card.js';
import { nowLine, tradingTrouble } from '../bot/views/trading-words.js';

async function carriedOut(
  context: CommandContext,
  what: { readonly token: string; readonly scope: 'all' | 'orders' },
): Promise<Card> {
  const { t, engine, user } = context;
  const done = await engine.trading.flatten(user.id, what);
  if (!done.ok) return tradingTrouble(context, done.error);
  return {
    kind: 'card',
    text: lines([bold(t('flatten-done', { ...done.value })), t('flatten-next'), nowLine(context)]),
    buttons: [[button(t('button-positions'), 'positions'), button(t('button-orders'), 'orders')]],
  };
}

/** Lists what would go, then acts on that very list once. */
export const flatten = command({
  name: 'flatten',
  aliases: [],
  role: 'trader',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({
    scope: z.enum(['all', 'orders', 'keep']).optional(),
    token: z.string().min(4).max(40).optional(),
  }),
  async run(context, { scope, token }) {
    const { t, engine, user } = context;
    if (scope === 'keep') {
      return { kind: 'card', text: lines([t('flatten-kept'), nowLine(context)]) };
    }
    if (scope !== undefined && token !== undefined) return carriedOut(context, { scope, token });
    const plan = await engine.trading.flattenPlan(user.id);
    return plan.ok ? flattenCard(context, plan.value) : tradingTrouble(context, plan.error);
  },
});
